/** How an event looks and who caused it, told from its kind and its actor. */
import {
  CirclePlay,
  CircleStop,
  CircleX,
  Dot,
  Hammer,
  HeartPulse,
  KeyRound,
  type LucideIcon,
  MemoryStick,
  RotateCw,
  Settings2,
  Trash2,
  Upload,
} from 'lucide-react'
import type { EventRow, Me } from '../../lib/api/types.ts'

interface Look {
  readonly icon: LucideIcon
  readonly colour: string
}

const kinds: readonly (readonly [RegExp, LucideIcon])[] = [
  [/^preview\.deployed/, Upload],
  [/^preview\.restart/, RotateCw],
  [/^preview\.start/, CirclePlay],
  [/^preview\.stop/, CircleStop],
  [/^preview\.delet/, Trash2],
  [/^preview\.updat/, Settings2],
  [/^build\./, Hammer],
  [/^health\./, HeartPulse],
  [/key/, KeyRound],
]

/** Icon and colour of an event. Colour only for what somebody should look at. */
export function eventLook(event: Pick<EventRow, 'kind' | 'data'>): Look {
  if (event.data.fault === 'out-of-memory') return { icon: MemoryStick, colour: 'text-red-text' }
  if (typeof event.data.fault === 'string' || /fail/.test(event.kind)) return { icon: CircleX, colour: 'text-red-text' }
  return { icon: kinds.find(([pattern]) => pattern.test(event.kind))?.[1] ?? Dot, colour: 'text-text-3' }
}

/** Who did it, or null for the platform itself. */
export function actorText(actor: string, me: Me): string | null {
  if (actor === 'system') return null
  if (actor === `${me.kind}:${me.id}`) return 'you'
  return actor.startsWith('key:') ? 'an API key' : 'a person'
}

export interface EventMarker {
  readonly at: number
  readonly label: string
  readonly tone: 'calm' | 'bad'
}

/** The events that explain a chart: deploys, restarts, ends by memory or by a fault. */
export function markersOf(events: readonly EventRow[]): EventMarker[] {
  return events.flatMap((event): EventMarker[] => {
    if (event.data.fault === 'out-of-memory') return [{ at: event.at, label: 'out of memory', tone: 'bad' }]
    if (typeof event.data.fault === 'string') return [{ at: event.at, label: event.data.fault, tone: 'bad' }]
    if (event.kind === 'preview.deployed') return [{ at: event.at, label: 'deploy', tone: 'calm' }]
    if (event.kind === 'preview.restarted') return [{ at: event.at, label: 'restart', tone: 'calm' }]
    if (event.kind === 'preview.stopped') return [{ at: event.at, label: 'stop', tone: 'calm' }]
    return []
  })
}
