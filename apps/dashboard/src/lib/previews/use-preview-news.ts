import { useEffect } from 'react'
import { api } from '../api/client.ts'
import { follow } from '../api/follow.ts'
import { takePreviewNews } from './cache.ts'

/** Keeps the caches of previews up to date while the caller is on screen. Once per page. */
export function usePreviewNews(): void {
  useEffect(
    () =>
      follow(
        api.previews.changes,
        {},
        {
          onData: takePreviewNews,
        },
      ),
    [],
  )
}
