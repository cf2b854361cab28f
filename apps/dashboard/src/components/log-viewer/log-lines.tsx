import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useImperativeHandle, useRef } from 'react'
import { classes } from '../../lib/classes.ts'
import { formatNoun } from '../../lib/format/numbers.ts'
import type { LogBuffer } from '../../lib/log/buffer.ts'
import { indexOfKey } from '../../lib/log/search.ts'
import { scrollRegion } from '../ui/scroll-region.ts'
import { LogRowView, type RowLook } from './log-row.tsx'
import { rowHeight, useFollow } from './use-follow.ts'
import { useOpenRows } from './use-open-rows.ts'

/** What a toolbar may do to the lines. */
export interface LogLinesHandle {
  readonly showKey: (key: number) => void
  readonly hold: () => void
  readonly resume: () => void
  /** Shows or hides the fields of a row. */
  readonly toggleFields: (key: number) => void
}

interface LogLinesProps {
  readonly buffer: LogBuffer
  readonly label: string
  readonly look: RowLook
  readonly currentKey?: number | null
  readonly handle?: RefObject<LogLinesHandle | null>
  readonly onFollowing?: (following: boolean) => void
  /** Stands above the first line. */
  readonly head?: ReactNode
  readonly className?: string
}

/** Lines of output, however many: only those in view are drawn. Follows the end until somebody scrolls up. */
export function LogLines(props: LogLinesProps) {
  const { buffer, label, look, currentKey = null, handle, onFollowing, head, className } = props
  const scroller = useRef<HTMLDivElement>(null)
  const rows = buffer.rows
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 24,
  })
  const totalHeight = virtualizer.getTotalSize()
  const { following, unseen, hold, resume, onScroll } = useFollow({
    scroller,
    firstKey: rows[0]?.key ?? 0,
    lastKey: rows.at(-1)?.key ?? -1,
    totalHeight,
  })
  useEffect(() => onFollowing?.(following), [onFollowing, following])
  const { open, toggle } = useOpenRows(scroller)
  // without wrapping and open rows all are of one height, and none needs to be measured
  const uneven = look.wrap || open.size > 0
  const measuredAs = useRef(`${look.wrap} ${uneven}`)
  useEffect(() => {
    const how = `${look.wrap} ${uneven}`
    if (measuredAs.current === how) return
    measuredAs.current = how
    virtualizer.measure()
  }, [virtualizer, look.wrap, uneven])
  useImperativeHandle(handle, () => ({
    hold,
    resume,
    toggleFields: toggle,
    showKey(key) {
      hold()
      const index = indexOfKey(rows, key)
      if (index >= 0) virtualizer.scrollToIndex(index, { align: 'center' })
    },
  }))

  const gutterColumns = 6 + (look.time === 'hidden' ? 0 : 13) + (buffer.mixed ? 6 : 0)
  return (
    <div className={classes('relative min-h-0', className)}>
      <section
        ref={scroller}
        aria-label={label}
        {...scrollRegion}
        onScroll={onScroll}
        className="log-text h-full max-h-[inherit] overflow-auto overscroll-contain focus-visible:-outline-offset-2"
      >
        {head}
        <div
          className="relative min-w-full"
          style={{ height: totalHeight, ...(!look.wrap && { width: `${buffer.longest + gutterColumns}ch` }) }}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index]
            return (
              row && (
                <div
                  key={item.key}
                  data-index={item.index}
                  {...(uneven && { ref: virtualizer.measureElement })}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <LogRowView
                    row={row}
                    look={look}
                    current={row.key === currentKey}
                    mixed={buffer.mixed}
                    open={open.has(row.key)}
                  />
                </div>
              )
            )
          })}
        </div>
      </section>
      {!following && (
        <button
          type="button"
          onClick={resume}
          className="absolute bottom-3 left-1/2 flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full bg-ink px-3 text-xs font-medium text-on-ink shadow-float animate-rise hover:bg-ink-hover pointer-coarse:h-11"
        >
          <ArrowDown aria-hidden className="size-3.5" />
          {unseen > 0 ? `${formatNoun(unseen, 'new line')}` : 'To the end'}
        </button>
      )}
    </div>
  )
}
