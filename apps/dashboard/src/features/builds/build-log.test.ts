import type { LogLine } from '@kapsules/domain'
import { describe, expect, it } from 'vitest'
import { BuildLog, outsideSteps } from './build-log.ts'

function line(seq: number, step: number | null): LogLine {
  return { seq, at: 0, channel: 'stdout', text: `${seq}`, step, instanceId: null }
}

const texts = (log: BuildLog, step: number) =>
  log.step(step).buffer.rows.map((row) => (row.kind === 'line' ? row.plain : 'gap'))

describe('BuildLog', () => {
  it('sorts lines to their steps and keeps all of them together, each once', () => {
    const log = new BuildLog()
    log.append([line(1, null), line(2, 4), line(3, 5)])
    log.append([line(3, 5), line(4, 4)])
    log.gap(7)
    expect(texts(log, 4)).toEqual(['2', '4'])
    expect(texts(log, 5)).toEqual(['3'])
    expect(texts(log, outsideSteps)).toEqual(['1'])
    expect(log.all.buffer.rows).toHaveLength(5)
  })

  it('gives a step that has no lines yet the same store each time', () => {
    const log = new BuildLog()
    expect(log.step(9)).toBe(log.step(9))
  })
})
