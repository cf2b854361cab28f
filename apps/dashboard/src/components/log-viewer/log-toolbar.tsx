import type { LogLine } from '@kapsules/domain'
import { ChevronDown, ChevronUp, Copy, Download, Ellipsis, Pause, Play, WrapText } from 'lucide-react'
import { type RefObject, useState } from 'react'
import { faultOf } from '../../lib/api/faults.ts'
import { formatCount } from '../../lib/format/numbers.ts'
import type { LogBuffer } from '../../lib/log/buffer.ts'
import { textOfLines, textOfRows } from '../../lib/log/text-of.ts'
import { tellDone, tellFault } from '../../lib/notify.ts'
import { saveTextFile } from '../../lib/save-file.ts'
import { useCopy } from '../../lib/use-copy.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { SearchField } from '../ui/field.tsx'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../ui/menu.tsx'
import type { LogLook } from './log-look.ts'
import type { LogSearchState } from './use-log-search.ts'

interface LogToolbarProps {
  readonly search: LogSearchState
  readonly searchInput: RefObject<HTMLInputElement | null>
  readonly onStep: (direction: 'next' | 'previous') => void
  readonly following: boolean
  readonly onFollow: () => void
  readonly look: LogLook
  readonly onLook: (change: Partial<LogLook>) => void
  readonly buffer: LogBuffer
  readonly fetchAll: () => Promise<readonly LogLine[]>
  readonly fileName: string
}

/** What can be done with the lines below it. */
export function LogToolbar(props: LogToolbarProps) {
  const { search, searchInput, onStep, following, onFollow, look, onLook } = props
  return (
    <div className="flex flex-wrap items-center gap-1 border-b border-line bg-sunken p-1.5">
      <SearchField
        ref={searchInput}
        label="Search in these lines"
        placeholder="Search lines"
        shortcut="/"
        value={search.text}
        onChange={search.type}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? 'previous' : 'next')
        }}
        className="min-w-40 flex-1 sm:max-w-72"
      />
      {search.text !== '' && (
        <span className="flex items-center">
          <output className="px-1.5 text-xs text-text-2">
            {search.place > 0 ? `${formatCount(search.place)} of ` : ''}
            {formatCount(search.hits)}
          </output>
          <IconButton label="Previous hit" shortcut="N" icon={ChevronUp} onClick={() => onStep('previous')} />
          <IconButton label="Next hit" shortcut="n" icon={ChevronDown} onClick={() => onStep('next')} />
        </span>
      )}
      <span className="ml-auto flex items-center gap-1">
        <Button look="ghost" icon={following ? Pause : Play} onClick={onFollow}>
          {following ? 'Pause' : 'Follow'}
        </Button>
        <IconButton
          label={look.wrap ? 'Do not wrap long lines' : 'Wrap long lines'}
          shortcut="w"
          icon={WrapText}
          aria-pressed={look.wrap}
          onClick={() => onLook({ wrap: !look.wrap })}
          className={look.wrap ? 'bg-active text-text' : ''}
        />
        <LogMenu {...props} />
      </span>
    </div>
  )
}

function LogMenu({ look, onLook, buffer, fetchAll, fileName }: LogToolbarProps) {
  const { copy } = useCopy()
  const [busy, setBusy] = useState(false)
  const zone = look.time === 'utc' ? 'utc' : 'local'
  const download = () => {
    setBusy(true)
    fetchAll()
      .then((lines) => saveTextFile(fileName, textOfLines(lines)))
      .catch((error: unknown) => tellFault('Could not download the log', faultOf(error)))
      .finally(() => setBusy(false))
  }
  const copyRows = (prefix: 'none' | 'time') => {
    copy(textOfRows(buffer.rows, prefix, zone))
    tellDone('Lines copied')
  }
  return (
    <Menu trigger={<IconButton label="Copy, download, time" icon={Ellipsis} disabled={busy} />}>
      <MenuItem icon={Copy} onSelect={() => copyRows('none')}>
        Copy lines
      </MenuItem>
      <MenuItem icon={Copy} onSelect={() => copyRows('time')}>
        Copy lines with time
      </MenuItem>
      <MenuItem icon={Download} onSelect={download}>
        Download all
      </MenuItem>
      <MenuLine />
      <MenuLabel>Time</MenuLabel>
      <MenuChoice
        label="Time"
        value={look.time}
        options={[
          { value: 'local', label: 'Local' },
          { value: 'utc', label: 'UTC' },
          { value: 'hidden', label: 'Hidden' },
        ]}
        onChange={(time) => onLook({ time })}
      />
    </Menu>
  )
}
