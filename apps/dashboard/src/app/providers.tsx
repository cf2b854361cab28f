import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Tooltip } from 'radix-ui'
import { type CSSProperties, lazy, Suspense } from 'react'
import { queryClient, whenSignedOut } from '../lib/api/query-client.ts'
import { fetchPart } from '../lib/fetch-part.ts'
import { useTheme } from '../lib/theme.ts'
import { router } from './router.tsx'

const Toaster = lazy(() => fetchPart(() => import('sonner')).then((sonner) => ({ default: sonner.Toaster })))

whenSignedOut(() => {
  const { pathname, href } = router.state.location
  if (pathname === '/sign-in') return
  void router.navigate({ to: '/sign-in', search: { to: href }, replace: true })
})

export function Providers() {
  return (
    <QueryClientProvider client={queryClient}>
      <Tooltip.Provider delayDuration={350} skipDelayDuration={200}>
        <RouterProvider router={router} />
        <Toasts />
      </Tooltip.Provider>
    </QueryClientProvider>
  )
}

function Toasts() {
  const theme = useTheme()
  return (
    <Suspense>
      <Toaster
        theme={theme}
        position="bottom-right"
        offset={{ bottom: 16, right: 16 }}
        mobileOffset={{ bottom: 72 }}
        style={
          {
            fontFamily: 'inherit',
            '--normal-bg': 'var(--bg-raised)',
            '--normal-text': 'var(--text)',
            '--normal-border': 'var(--line-strong)',
          } as CSSProperties
        }
      />
    </Suspense>
  )
}
