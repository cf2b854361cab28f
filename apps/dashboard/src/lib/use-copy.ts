import { useEffect, useState } from 'react'
import { tellTrouble } from './notify.ts'

/** Copies text; `copied` is true for a moment after it worked. */
export function useCopy(): { copied: boolean; copy: (text: string) => void } {
  const [copiedAt, setCopiedAt] = useState(0)
  useEffect(() => {
    if (copiedAt === 0) return
    const timer = setTimeout(() => setCopiedAt(0), 1500)
    return () => clearTimeout(timer)
  }, [copiedAt])
  const copy = (text: string) => {
    writeClipboard(text).then(
      () => setCopiedAt(Date.now()),
      () => tellTrouble('Could not copy', 'The browser did not allow it. Select the text and copy it by hand.'),
    )
  }
  return { copied: copiedAt > 0, copy }
}

/** The clipboard API is missing on plain HTTP addresses other than localhost; the old way works there. */
async function writeClipboard(text: string): Promise<void> {
  if ('clipboard' in navigator) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (!done) throw new Error('The browser refused to copy.')
}
