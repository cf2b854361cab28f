import { type CSSProperties, lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { fetchPart } from '../lib/fetch-part.ts'
import { isToasterWanted, prepareToaster, toasterMounted, watchToaster } from '../lib/notify.ts'
import { useTheme } from '../lib/theme.ts'

const Toaster = lazy(async () => ({ default: (await fetchPart(() => import('sonner'))).Toaster }))

/** The corner where short messages appear. */
export function Toasts() {
  const wanted = useSyncExternalStore(watchToaster, isToasterWanted)
  // after the first paint, and not with the first message: that may be that the server is gone
  useEffect(prepareToaster, [])
  return (
    wanted && (
      <Suspense>
        <MountedToaster />
      </Suspense>
    )
  )
}

function MountedToaster() {
  const theme = useTheme()
  useEffect(toasterMounted, [])
  const style: CSSProperties & Record<`--${string}`, string> = {
    fontFamily: 'inherit',
    '--normal-bg': 'var(--bg-raised)',
    '--normal-text': 'var(--text)',
    '--normal-border': 'var(--line-strong)',
  }
  return <Toaster theme={theme} position="bottom-right" offset={16} mobileOffset={{ bottom: 72 }} style={style} />
}
