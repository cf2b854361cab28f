import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { queryClient } from '../../lib/api/query-client.ts'
import { useLinkState } from '../../lib/api/use-link-state.ts'
import { classes } from '../../lib/classes.ts'
import { fetchPart } from '../../lib/fetch-part.ts'
import { usePreviewNews } from '../../lib/previews/use-preview-news.ts'
import { BottomNavigation, SideNavigation } from './navigation.tsx'
import { TopBar } from './top-bar.tsx'
import { useJumpKeys } from './use-jump-keys.ts'

const CommandPalette = lazy(() => fetchPart(() => import('../palette/command-palette.tsx')))

/** The frame around every page behind the sign-in. */
export function Frame() {
  usePreviewNews()
  const stale = useStale()
  const [palette, setPalette] = useState(false)
  useJumpKeys(() => setPalette((open) => !open))
  return (
    <div className="flex h-dvh overflow-hidden">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-ink px-3 py-2 text-on-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <SideNavigation />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar onSearch={() => setPalette(true)} />
        <main
          id="content"
          tabIndex={-1}
          className={classes(
            'min-h-0 flex-1 outline-none transition-[filter] duration-500',
            // dimmed by desaturation and not by opacity: text stays readable
            stale && 'grayscale-75',
          )}
        >
          <Outlet />
        </main>
        <BottomNavigation />
      </div>
      {palette && (
        <Suspense>
          <CommandPalette onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** Whether what is on screen may be old. When the link is back, everything that was fetched is fetched again. */
function useStale(): boolean {
  const { kind } = useLinkState()
  const [wasLost, setWasLost] = useState(false)
  useEffect(() => {
    if (kind === 'reconnecting') setWasLost(true)
    if (kind !== 'live' || !wasLost) return
    setWasLost(false)
    void queryClient.invalidateQueries()
  }, [kind, wasLost])
  return kind === 'reconnecting'
}
