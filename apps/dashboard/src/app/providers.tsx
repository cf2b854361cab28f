import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Tooltip } from 'radix-ui'
import { queryClient, whenSignedOut } from '../lib/api/query-client.ts'
import { router } from './router.tsx'
import { Toasts } from './toasts.tsx'

whenSignedOut(() => {
  const { pathname, href } = router.state.location
  if (pathname === '/sign-in') return
  void router.navigate({ to: '/sign-in', search: { to: href }, replace: true })
})

/** What everything in the app stands on. */
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
