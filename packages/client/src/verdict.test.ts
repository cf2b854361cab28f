import { buildStatuses, fault, healths, isBuildOver, phases } from '@kapsules/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { World } from '../testing/world.ts'
import { judgeBuild, judgePreview } from './verdict.ts'
import type { PreviewSummary } from './views.ts'

const world = new World(1_000)
const version = world.build.version
const other = { id: 'other', number: 2, hash: 'b'.repeat(64) }
const why = fault('never-healthy', 'It never answered.', 'Listen on 0.0.0.0.')
const url = 'http://127.0.0.1:41000/'

function preview(changes: Partial<PreviewSummary>): PreviewSummary {
  if (!world.preview) throw new Error('the world has a preview')
  const latestBuild = { id: 'build', number: 1, status: 'succeeded', versionId: version.id } as const
  return { ...world.preview, latestBuild, phaseSince: 3_000, ...changes }
}

const judge = (changes: Partial<PreviewSummary>, buildQueuedAt: number | null = 2_000) =>
  judgePreview(preview(changes), version.id, buildQueuedAt)

describe('a preview says of a version that', () => {
  const running = { id: 'build', number: 1, status: 'running', versionId: version.id } as const
  it.each([
    ['it is live', { phase: 'live', serving: version, url }, 'live'],
    ['it is live though asleep', { phase: 'asleep', serving: version, url }, 'live'],
    ['it is live although a later one is wanted', { phase: 'live', serving: version, url, wanted: other }, 'live'],
    ['it has no address yet', { phase: 'live', serving: version, url: null }, 'pending'],
    ['it is still built while an older one serves', { phase: 'live', serving: other, url }, 'pending'],
    ['it starts', { phase: 'starting' }, 'pending'],
    ['it starts again after it exited', { phase: 'starting', fault: why }, 'pending'],
    ['it is built anew', { phase: 'live', serving: version, url, latestBuild: running }, 'pending'],
    [
      'the failure before it does not count while it is built',
      { phase: 'failed', fault: why, latestBuild: running },
      'pending',
    ],
  ] as const)('%s', (_, changes, kind) => {
    expect(judge(changes).kind).toBe(kind)
  })

  it.each([
    ['it failed', { phase: 'failed', fault: why }, 'failed', 'never-healthy'],
    [
      'it failed while an older one serves',
      { phase: 'live', serving: other, url, fault: why },
      'failed',
      'never-healthy',
    ],
    ['a later one took its place', { phase: 'building', wanted: other }, 'superseded', 'conflict'],
    ['somebody stopped it', { phase: 'stopped', desired: 'stopped' }, 'stopped', 'conflict'],
    ['somebody stopped it while it is built', { desired: 'stopped', latestBuild: running }, 'stopped', 'conflict'],
    ['somebody deleted it', { desired: 'deleted' }, 'deleted', 'not-found'],
    ['it is being deleted', { phase: 'deleting' }, 'deleted', 'not-found'],
  ] as const)('%s', (_, changes, outcome, code) => {
    expect(judge(changes)).toMatchObject({ kind: 'over', outcome, fault: { code } })
  })

  it('is suspect when its phase is older than the build', () => {
    const failed = { phase: 'failed', fault: why } as const
    expect(judge(failed, 2_000)).toMatchObject({ suspect: false })
    expect(judge(failed, 4_000)).toMatchObject({ suspect: true })
    expect(judge(failed, null)).toMatchObject({ suspect: false })
  })

  it('is never live without an address, and never over without a fault', () => {
    const ids = fc.constantFrom(null, version, other)
    const changes = fc.record({
      phase: fc.constantFrom(...phases),
      health: fc.constantFrom(...healths),
      desired: fc.constantFrom('running', 'stopped', 'deleted'),
      url: fc.constantFrom(null, url),
      serving: ids,
      wanted: ids,
      fault: fc.constantFrom(null, why),
    })
    fc.assert(
      fc.property(changes, (state) => {
        const verdict = judge(state)
        if (verdict.kind === 'live') expect([verdict.url, state.serving]).toEqual([state.url, version])
        if (verdict.kind === 'over') expect(verdict.fault.message).not.toBe('')
      }),
    )
  })
})

describe('a build says', () => {
  it.each(buildStatuses)('of a deploy when it is %s', (status) => {
    const verdict = judgeBuild(status, null)
    const decides = isBuildOver(status) && status !== 'succeeded'
    expect(verdict.kind).toBe(decides ? 'over' : 'pending')
    if (verdict.kind === 'over') expect(verdict.outcome).toBe(status)
  })
})
