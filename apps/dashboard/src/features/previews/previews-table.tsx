import { useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef } from 'react'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { classes } from '../../lib/classes.ts'
import { useKeys } from '../../lib/use-keys.ts'
import { firstDirection } from './list-view.ts'
import { columns, fromHuge, fromLarge, PreviewCard, PreviewRow } from './preview-row.tsx'
import type { PreviewsSearch, SortKey } from './previews-search.ts'

const rowHeight = 40
const cardHeight = 104

interface PreviewsTableProps {
  readonly previews: readonly PreviewSummary[]
  readonly search: PreviewsSearch
  readonly operate: boolean
  readonly wide: boolean
  readonly scroller: HTMLElement | null
  /** The pointer came over the rows, or left them: nothing should move under it. */
  readonly onPointer: (over: boolean) => void
}

/** The rows in view, whatever their number. j and k go down and up, Enter opens. */
export function PreviewsTable({ previews, search, operate, wide, scroller, onPointer }: PreviewsTableProps) {
  const list = useRef<HTMLTableSectionElement>(null)
  const virtualizer = useVirtualizer({
    count: previews.length,
    getScrollElement: () => scroller,
    estimateSize: () => (wide ? rowHeight : cardHeight),
    getItemKey: (index) => previews[index]?.id ?? index,
    overscan: 8,
    scrollPaddingStart: 96,
  })
  const move = (step: 1 | -1) => {
    const focused = document.activeElement?.closest('[data-index]')
    const from = focused instanceof HTMLElement ? Number(focused.dataset.index) : step === 1 ? -1 : 0
    const index = Math.min(previews.length - 1, Math.max(0, from + step))
    virtualizer.scrollToIndex(index)
    requestAnimationFrame(() => {
      list.current
        ?.querySelector<HTMLElement>(`[data-index="${index}"] [data-row-link]`)
        ?.focus({ preventScroll: true })
    })
  }
  useKeys({ j: () => move(1), k: () => move(-1) })
  return (
    <table aria-label="Previews" aria-rowcount={previews.length + 1} className="block">
      {wide && <HeadRow search={search} />}
      <tbody
        ref={list}
        onPointerEnter={() => onPointer(true)}
        onPointerLeave={() => onPointer(false)}
        className="relative block"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map((item) => {
          const preview = previews[item.index]
          if (!preview) return null
          return (
            <tr
              key={item.key}
              data-index={item.index}
              aria-rowindex={item.index + 2}
              className={classes(
                'group/row absolute inset-x-0 top-0 border-b border-line hover:bg-hover',
                wide ? `${columns} px-3` : 'block',
              )}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            >
              {wide ? (
                <PreviewRow preview={preview} operate={operate} />
              ) : (
                <td className="block h-full">
                  <PreviewCard preview={preview} operate={operate} />
                </td>
              )}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

const heads: readonly { readonly label: string; readonly sort?: SortKey; readonly className?: string }[] = [
  { label: 'Preview', sort: 'name' },
  { label: 'Phase', sort: 'phase' },
  { label: 'Health', sort: 'health' },
  { label: 'Address', className: fromLarge },
  { label: 'CPU', sort: 'cpu' },
  { label: 'Memory', sort: 'memory' },
  { label: 'Version, age', sort: 'age', className: fromHuge },
]

function HeadRow({ search }: { readonly search: PreviewsSearch }) {
  const navigate = useNavigate({ from: '/previews' })
  const sorted = search.sort ?? 'age'
  const direction = search.dir ?? firstDirection(sorted)
  const sortBy = (key: SortKey) => {
    const dir = key === sorted ? (direction === 'up' ? 'down' : 'up') : firstDirection(key)
    void navigate({ search: (before) => ({ ...before, sort: key, dir }), replace: true })
  }
  return (
    <thead className="sticky top-12 z-20 block bg-bg">
      <tr aria-rowindex={1} className={classes(columns, 'h-8 items-center border-b border-line px-3')}>
        {heads.map(({ label, sort, className }) => (
          <th
            key={label}
            scope="col"
            aria-sort={sort === sorted ? (direction === 'up' ? 'ascending' : 'descending') : 'none'}
            className={classes('text-left text-xs font-normal text-text-3', className)}
          >
            {sort ? (
              <button
                type="button"
                onClick={() => sortBy(sort)}
                className="inline-flex items-center gap-1 rounded-sm hover:text-text"
              >
                {label}
                {sort === sorted &&
                  (direction === 'up' ? (
                    <ArrowUp aria-hidden className="size-3" />
                  ) : (
                    <ArrowDown aria-hidden className="size-3" />
                  ))}
              </button>
            ) : (
              label
            )}
          </th>
        ))}
        <th scope="col">
          <span className="sr-only">Actions</span>
        </th>
      </tr>
    </thead>
  )
}
