import { describe, expect, it } from 'vitest'
import type { BuildRow } from '../../lib/api/types.ts'
import { durationOf, usualDuration } from './durations.ts'

function build(id: string, part: Partial<BuildRow>): BuildRow {
  return {
    id,
    previewId: 'p',
    projectId: 'shop',
    previewName: 'main',
    tenantId: 'default',
    version: { id: 'v', number: 1, hash: '' },
    number: 1,
    status: 'succeeded',
    plan: { path: 'layered', reason: '' },
    recipe: null,
    steps: [],
    attempt: 1,
    fault: null,
    imageId: null,
    imageBytes: null,
    queuedAt: 0,
    startedAt: 0,
    finishedAt: 1000,
    ...part,
  }
}

describe('durationOf', () => {
  it('is known once a build has begun and ended', () => {
    expect(durationOf({ startedAt: 5, finishedAt: 12 })).toBe(7)
    expect(durationOf({ startedAt: null, finishedAt: 12 })).toBeNull()
    expect(durationOf({ startedAt: 5, finishedAt: null })).toBeNull()
    expect(durationOf({ startedAt: 12, finishedAt: 5 })).toBe(0)
  })
})

describe('usualDuration', () => {
  const others = [1000, 3000, 9000].map((finishedAt, index) => build(`b${index}`, { finishedAt }))

  it('is the median of the others that went well on the same path', () => {
    expect(usualDuration(build('x', {}), others)).toBe(3000)
    const noise = [
      build('full', { plan: { path: 'full', reason: '' }, finishedAt: 1 }),
      build('bad', { status: 'failed', finishedAt: 1 }),
      build('x', { finishedAt: 1 }),
    ]
    expect(usualDuration(build('x', {}), [...noise, ...others])).toBe(3000)
  })

  it('is not told from one', () => {
    expect(usualDuration(build('x', {}), others.slice(0, 1))).toBeNull()
  })
})
