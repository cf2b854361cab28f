/** Small decisions, each a table. */
import { describe, expect, it } from 'vitest'
import { buildStatuses, canMoveBuild, isBuildOver } from './build.ts'
import { planDeploy } from './deploy-plan.ts'
import { diagnoseEnd, type EndEvidence, judgeListeners } from './end-fault.ts'
import { FaultError, fault, faultOwners, toFault } from './fault.ts'
import { canMoveInstance, instanceStates } from './instance.ts'
import { cleanLine, maxLineLength } from './log-line.ts'
import { decideRestart, restartPolicy } from './restart-policy.ts'
import { sampleBetween, type UsageCounters } from './usage.ts'
import { diffManifests, type ManifestEntry, manifestText } from './version.ts'

const entry = (path: string, sha256 = 'a'): ManifestEntry => ({ path, sha256, size: 1, executable: false })

describe('builds and instances only move as drawn', () => {
  it('a build that is over moves nowhere', () => {
    for (const from of buildStatuses.filter(isBuildOver))
      for (const to of buildStatuses) expect(canMoveBuild(from, to)).toBe(false)
  })

  it('a running build may be queued again, a queued one may not succeed', () => {
    expect(canMoveBuild('running', 'queued')).toBe(true)
    expect(canMoveBuild('queued', 'succeeded')).toBe(false)
  })

  it('an instance never moves back', () => {
    instanceStates.forEach((from, a) => {
      instanceStates.forEach((to, b) => {
        expect(canMoveInstance(from, to)).toBe(b > a)
      })
    })
  })
})

describe('planDeploy', () => {
  const lastBuilt = { files: [entry('package.json'), entry('src/a.ts')], dependencyPaths: ['package.json'] }

  it('reuses an image that is kept', () => {
    expect(planDeploy({ files: [], imageKept: true, lastBuilt }).path).toBe('reuse')
  })

  it('builds in full without anything to go by', () => {
    expect(planDeploy({ files: [entry('a')], imageKept: false, lastBuilt: null }).path).toBe('full')
  })

  it('builds the app layer alone when no dependency changed', () => {
    const plan = planDeploy({ files: [entry('package.json'), entry('src/a.ts', 'b')], imageKept: false, lastBuilt })
    expect(plan).toEqual({ path: 'layered', reason: '1 file changed and no dependency did.' })
  })

  it.each([
    [[entry('package.json', 'b'), entry('src/a.ts')], 'package.json'],
    [[entry('package.json'), entry('src/a.ts'), entry('package-lock.json')], 'package-lock.json'],
    [[entry('src/a.ts')], 'package.json'],
  ])('builds in full when a dependency file changed', (files, named) => {
    const plan = planDeploy({ files, imageKept: false, lastBuilt })
    expect(plan.path).toBe('full')
    expect(plan.reason).toContain(named)
  })
})

describe('manifests', () => {
  it('the text does not depend on the order and no path can forge a line', () => {
    expect(manifestText([entry('b'), entry('a')])).toBe(manifestText([entry('a'), entry('b')]))
    expect(manifestText([entry('a"\n')]).split('\n')).toHaveLength(2)
  })

  it('tells what differs', () => {
    expect(diffManifests([entry('a'), entry('b'), entry('c')], [entry('a'), entry('b', 'x'), entry('d')])).toEqual({
      added: ['d'],
      changed: ['b'],
      removed: ['c'],
    })
  })
})

describe('diagnoseEnd', () => {
  const evidence: EndEvidence = {
    cause: 'exited',
    wasReady: false,
    exit: { exitCode: 1, outOfMemory: false },
    listeners: null,
    expectedPort: 8080,
    startGraceMs: 60_000,
    memoryLimitBytes: 512 * 1024 * 1024,
    lastAnswer: 'Does not answer: connection refused.',
    logTail: ['Error: boom'],
  }

  it.each<[string, Partial<EndEvidence>]>([
    ['exits-at-start', {}],
    ['exits-at-start', { exit: { exitCode: 0, outOfMemory: false } }],
    ['crash-loop', { wasReady: true }],
    ['out-of-memory', { exit: { exitCode: 137, outOfMemory: true } }],
    ['missing-dependency', { logTail: ["Error: Cannot find module 'express'"] }],
    ['missing-dependency', { logTail: ["ModuleNotFoundError: No module named 'flask'"] }],
    ['exits-at-start', { logTail: ["Error: Cannot find module '/app/server.js'"] }],
    ['never-healthy', { cause: 'never-ready', listeners: [] }],
    ['never-healthy', { cause: 'never-ready', listeners: [{ address: '0.0.0.0', port: 8080 }] }],
    ['never-healthy', { cause: 'never-ready', listeners: null }],
    ['listens-on-localhost-only', { cause: 'never-ready', listeners: [{ address: '127.0.0.1', port: 8080 }] }],
    ['listens-on-localhost-only', { cause: 'never-ready', listeners: [{ address: '::1', port: 8080 }] }],
    ['wrong-port', { cause: 'never-ready', listeners: [{ address: '0.0.0.0', port: 3000 }] }],
  ])('%s for %j', (code, part) => {
    const found = diagnoseEnd({ ...evidence, ...part })
    expect(found.code).toBe(code)
    expect(found.message).not.toBe('')
    expect(found.hint).not.toBe('')
  })

  it('names the port that the app listens on instead', () => {
    const found = diagnoseEnd({ ...evidence, cause: 'never-ready', listeners: [{ address: '0.0.0.0', port: 3000 }] })
    expect(found.message).toContain('3000')
    expect(found.message).toContain('8080')
  })

  it("does not mistake the engine's name server for the app", () => {
    expect(judgeListeners([{ address: '127.0.0.11', port: 41234 }], 8080)).toBeNull()
  })
})

describe('decideRestart', () => {
  it('doubles the pause and gives up after too many exits', () => {
    expect(decideRestart([1000])).toEqual({ kind: 'restart-at', at: 2000 })
    expect(decideRestart([1000, 3000])).toEqual({ kind: 'restart-at', at: 5000 })
    const many = Array.from({ length: restartPolicy.maxExits }, (_, index) => index * 1000)
    expect(decideRestart(many).kind).toBe('give-up')
  })

  it('begins anew after a long good time', () => {
    const later = restartPolicy.resetAfterMs + 5000
    expect(decideRestart([1000, 3000, later])).toEqual({ kind: 'restart-at', at: later + 1000 })
  })
})

describe('faults', () => {
  it('every code has an owner', () => {
    for (const owner of Object.values(faultOwners)) expect(['project', 'request', 'platform']).toContain(owner)
  })

  it('keeps the fault inside an error and names what it does not know', () => {
    const known = fault('conflict', 'No.', 'Wait.')
    expect(toFault(new FaultError(known))).toBe(known)
    expect(toFault(new TypeError('x is not a function'))).toMatchObject({
      code: 'internal',
      evidence: ['x is not a function'],
    })
  })
})

describe('cleanLine', () => {
  it.each([
    ['plain\r\n', 'plain'],
    ['10%\r20%\r100%', '100%'],
    ['a\0b', 'a\uFFFDb'],
    ['\u001b[31mred\u001b[0m', '\u001b[31mred\u001b[0m'],
    ['\ud800', '\uFFFD'],
  ])('%j becomes %j', (raw, text) => {
    expect(cleanLine(raw)).toBe(text)
  })

  it('cuts what is too long, and says so', () => {
    const line = cleanLine('x'.repeat(1024 * 1024))
    expect(line.length).toBeLessThan(maxLineLength + 20)
    expect(line.endsWith('[cut]')).toBe(true)
  })
})

describe('sampleBetween', () => {
  const counters: UsageCounters = {
    at: 1000,
    cpuMicros: 0,
    memoryBytes: 10,
    memoryLimitBytes: 100,
    networkRxBytes: 0,
    networkTxBytes: 0,
    blockReadBytes: 0,
    blockWriteBytes: 0,
    pids: 1,
    throttledMicros: 0,
  }

  it('gives rates per second', () => {
    const sample = sampleBetween('i', 2, counters, { ...counters, at: 3000, cpuMicros: 1_000_000, networkRxBytes: 500 })
    expect(sample).toMatchObject({ cpus: 0.5, networkRxPerSecond: 250, at: 3000, cpuLimit: 2 })
  })

  it('F22: says nothing when the clock or the counters went back', () => {
    expect(sampleBetween('i', 1, counters, counters)).toBeNull()
    expect(sampleBetween('i', 1, { ...counters, cpuMicros: 5 }, { ...counters, at: 2000 })).toBeNull()
  })
})
