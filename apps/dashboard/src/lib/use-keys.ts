import { type RefObject, useEffect, useRef } from 'react'

/**
 * Single keys as shortcuts, for the whole page or for what has the focus inside `scope`. Silent while somebody types,
 * while a dialog or menu is open, and with modifiers.
 */
export function useKeys(
  actions: Readonly<Record<string, (event: KeyboardEvent) => void>>,
  scope?: RefObject<HTMLElement | null>,
): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    const target = scope ? scope.current : document
    if (!target) return
    const onKeyDown = (event: Event) => {
      if (!(event instanceof KeyboardEvent) || event.defaultPrevented) return
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (document.querySelector('[role="dialog"],[role="menu"]')) return
      const action = latest.current[event.key]
      if (!action) return
      event.preventDefault()
      action(event)
    }
    target.addEventListener('keydown', onKeyDown)
    return () => target.removeEventListener('keydown', onKeyDown)
  }, [scope])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}
