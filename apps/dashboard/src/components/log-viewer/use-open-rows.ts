import { type RefObject, useCallback, useEffect, useState } from 'react'

/**
 * Which rows show their fields. Rows are opened by a click on a line of JSON: one listener for all of them, because a
 * button in each would be smaller than a finger. With the keyboard the hit of a search is opened.
 */
export function useOpenRows(scroller: RefObject<HTMLElement | null>) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const toggle = useCallback((key: number) => {
    setOpen((before) => {
      const next = new Set(before)
      if (!next.delete(key)) next.add(key)
      return next
    })
  }, [])
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const onClick = ({ target }: MouseEvent) => {
      const row = target instanceof Element ? target.closest('[data-json]') : null
      // somebody who marks text wants the text
      if (!(row instanceof HTMLElement) || getSelection()?.isCollapsed === false) return
      toggle(Number(row.dataset.json))
    }
    element.addEventListener('click', onClick)
    return () => element.removeEventListener('click', onClick)
  }, [scroller, toggle])
  return { open, toggle }
}
