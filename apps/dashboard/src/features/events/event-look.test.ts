import { describe, expect, it } from 'vitest'
import type { EventRow, Me } from '../../lib/api/types.ts'
import { actorText, eventLook, markersOf } from './event-look.ts'

function event(kind: string, data: Record<string, string> = {}): EventRow {
  return { id: 1, tenantId: 'default', previewId: 'p', at: 5, actor: 'system', kind, message: '', data }
}

const me: Me = { kind: 'user', id: 'u1', name: 'Ada', email: 'ada@example.org', role: 'operator' }

describe('actorText', () => {
  it('knows you, others, programs and the platform', () => {
    expect(actorText('user:u1', me)).toBe('you')
    expect(actorText('user:u2', me)).toBe('a person')
    expect(actorText('key:k', me)).toBe('an API key')
    expect(actorText('system', me)).toBeNull()
  })
})

describe('eventLook', () => {
  it('is red only for what somebody should look at', () => {
    expect(eventLook(event('preview.deployed')).colour).toBe('text-text-3')
    expect(eventLook(event('instance.ended', { cause: 'replaced' })).colour).toBe('text-text-3')
    expect(eventLook(event('instance.ended', { fault: 'crash-loop' })).colour).toBe('text-red-text')
    expect(eventLook(event('build.failed')).colour).toBe('text-red-text')
  })
})

describe('markersOf', () => {
  it('marks what explains a chart, and nothing else', () => {
    const events = [
      event('preview.deployed'),
      event('instance.ended', { fault: 'out-of-memory' }),
      event('instance.ended', { fault: 'exits-at-start' }),
      event('instance.ended'),
      event('preview.restarted'),
      event('preview.updated'),
    ]
    expect(markersOf(events).map(({ label, tone }) => `${label} ${tone}`)).toEqual([
      'deploy calm',
      'out of memory bad',
      'exits-at-start bad',
      'restart calm',
    ])
  })
})
