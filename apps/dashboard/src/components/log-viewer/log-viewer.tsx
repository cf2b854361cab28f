import type { LogLine } from '@kapsules/domain'
import { type ReactNode, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { classes } from '../../lib/classes.ts'
import { formatNoun } from '../../lib/format/numbers.ts'
import type { LogStore } from '../../lib/log/store.ts'
import { useKeys } from '../../lib/use-keys.ts'
import { LogLines, type LogLinesHandle } from './log-lines.tsx'
import { useLogLook } from './log-look.ts'
import { LogToolbar } from './log-toolbar.tsx'
import { useLogSearch } from './use-log-search.ts'

interface LogViewerProps {
  readonly store: LogStore
  readonly label: string
  /** Every line there is, for the download; the view may hold fewer. */
  readonly fetchAll: () => Promise<readonly LogLine[]>
  readonly fileName: string
  /** Shown while there is no line. */
  readonly empty: ReactNode
  /** Offers earlier lines at the top, while there are any. */
  readonly earlier?: ReactNode
  readonly className?: string
}

/** Output of a build or of an app, as it comes: follow, hold, search, wrap, copy, download. */
export function LogViewer({ store, label, fetchAll, fileName, empty, earlier, className }: LogViewerProps) {
  useSyncExternalStore(store.subscribe, store.version)
  const { buffer } = store
  const [look, changeLook] = useLogLook()
  const search = useLogSearch(buffer)
  const rowLook = useMemo(() => ({ ...look, search: search.shownText }), [look, search.shownText])
  const [following, setFollowing] = useState(true)
  const root = useRef<HTMLDivElement>(null)
  const lines = useRef<LogLinesHandle>(null)
  const searchInput = useRef<HTMLInputElement>(null)

  const step = (direction: 'next' | 'previous') => {
    const key = search.step(direction)
    if (key !== null) lines.current?.showKey(key)
  }
  const next = () => step('next')
  const previous = () => step('previous')
  const toggleFollow = () => (following ? lines.current?.hold() : lines.current?.resume())
  const toggleWrap = () => changeLook({ wrap: !look.wrap })
  const toggleFields = () => search.currentKey !== null && lines.current?.toggleFields(search.currentKey)
  useKeys(
    { n: next, N: previous, f: toggleFollow, w: toggleWrap, o: toggleFields, '/': () => searchInput.current?.focus() },
    root,
  )

  const head =
    buffer.dropped > 0 ? (
      <p className="px-3 py-1 text-text-3">
        {formatNoun(buffer.dropped, 'earlier line')} left out of view; the download has them.
      </p>
    ) : (
      earlier
    )
  return (
    <div
      ref={root}
      className={classes('flex min-h-0 flex-col overflow-hidden rounded-lg border border-line', className)}
    >
      <LogToolbar
        search={search}
        searchInput={searchInput}
        onStep={step}
        following={following}
        onFollow={toggleFollow}
        look={look}
        onLook={changeLook}
        buffer={buffer}
        fetchAll={fetchAll}
        fileName={fileName}
      />
      {buffer.rows.length === 0 ? (
        <div className="flex min-h-40 flex-1 items-center justify-center bg-bg p-6 text-text-3">{empty}</div>
      ) : (
        <LogLines
          handle={lines}
          buffer={buffer}
          label={label}
          look={rowLook}
          currentKey={search.currentKey}
          onFollowing={setFollowing}
          head={head}
          className="flex-1 bg-bg"
        />
      )}
    </div>
  )
}
