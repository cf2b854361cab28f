import { type Health, healths, type Phase, phases } from '@kapsules/domain'
import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { HealthLabel } from '../../components/status/health.tsx'
import { PhaseLabel } from '../../components/status/phase.tsx'
import { Chip } from '../../components/ui/chip.tsx'
import { SearchField } from '../../components/ui/field.tsx'
import { formatCount } from '../../lib/format/numbers.ts'
import { useKeys } from '../../lib/use-keys.ts'
import type { countStates } from './list-view.ts'
import type { PreviewsSearch } from './previews-search.ts'

interface PreviewsToolbarProps {
  readonly search: PreviewsSearch
  readonly counts: ReturnType<typeof countStates>
}

/** Search as you type, and chips for the states that there are. */
export function PreviewsToolbar({ search, counts }: PreviewsToolbarProps) {
  const navigate = useNavigate({ from: '/previews' })
  const input = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => input.current?.focus() })
  const change = (part: Partial<Record<'q' | 'phase' | 'health', unknown>>) =>
    void navigate({ search: (before) => ({ ...before, ...part }) as PreviewsSearch, replace: true })
  const phaseChips = phases.filter((phase) => counts.phase[phase] || search.phase?.includes(phase))
  const healthChips = healths.filter(
    (health) =>
      (health === 'degraded' || health === 'unhealthy') && (counts.health[health] || search.health?.includes(health)),
  )
  return (
    <div className="sticky top-0 z-20 flex flex-col gap-2 border-b border-line bg-bg px-4 py-2 sm:px-5 md:h-12 md:flex-row md:items-center md:border-b-0 md:py-0">
      <SearchField
        ref={input}
        label="Search previews"
        placeholder="Search previews"
        shortcut="/"
        value={search.q ?? ''}
        onChange={(q) => change({ q: q === '' ? undefined : q })}
        className="shrink-0 md:w-64"
      />
      <div className="flex min-w-0 items-center gap-1.5 overflow-x-auto px-0.5 py-1 [scrollbar-width:none]">
        {phaseChips.map((phase) => (
          <Chip
            key={phase}
            on={search.phase?.includes(phase) ?? false}
            onToggle={() => change({ phase: toggled<Phase>(search.phase, phase) })}
          >
            <PhaseLabel phase={phase} moving={false} />
            <span className="text-text-3">{formatCount(counts.phase[phase] ?? 0)}</span>
          </Chip>
        ))}
        {healthChips.length > 0 && <span aria-hidden className="mx-1 h-4 w-px shrink-0 bg-line-strong" />}
        {healthChips.map((health) => (
          <Chip
            key={health}
            on={search.health?.includes(health) ?? false}
            onToggle={() => change({ health: toggled<Health>(search.health, health) })}
          >
            <HealthLabel health={health} />
            <span className="text-text-3">{formatCount(counts.health[health] ?? 0)}</span>
          </Chip>
        ))}
      </div>
    </div>
  )
}

function toggled<Word>(words: readonly Word[] | undefined, word: Word): readonly Word[] | undefined {
  const next = words?.includes(word) ? words.filter((it) => it !== word) : [...(words ?? []), word]
  return next.length === 0 ? undefined : next
}
