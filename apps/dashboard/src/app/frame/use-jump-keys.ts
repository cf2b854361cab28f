import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useKeys } from '../../lib/use-keys.ts'
import { navigationItems } from './navigation-items.ts'

const chordMs = 1200

/** `g` and then a letter goes to a part of the product; Cmd or Ctrl K opens the palette, also while typing. */
export function useJumpKeys(togglePalette: () => void): void {
  const navigate = useNavigate()
  const startedAt = useRef(0)
  const latest = useRef(togglePalette)
  latest.current = togglePalette

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (Date.now() - startedAt.current > chordMs) return
      startedAt.current = 0
      const item = navigationItems.find(({ key }) => key === event.key)
      if (!item) return
      event.preventDefault()
      event.stopPropagation()
      void navigate({ to: item.to })
    }
    document.addEventListener('keydown', onKeyDown, { capture: true })
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [navigate])

  useKeys({
    g: () => {
      startedAt.current = Date.now()
    },
  })
}
