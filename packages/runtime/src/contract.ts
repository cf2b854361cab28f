/** The suite that every driver has to pass, whatever engine it drives. */
import { afterAll, beforeAll, describe } from 'vitest'
import { describeAbort } from './contract/abort.ts'
import { describeBuild } from './contract/build.ts'
import { describeEvents } from './contract/events.ts'
import { describeLaunch } from './contract/launch.ts'
import { describeLife } from './contract/life.ts'
import { describeLogs } from './contract/logs.ts'
import type { Capabilities, Subject } from './contract/subject.ts'

/** Longest that one test may take, ms: it starts several containers on a machine that others use too. */
const testMs = 60_000

/** Declares the contract's tests for one driver. What it makes is removed in the end, also when tests fail. */
export function describeRuntime(name: string, make: () => Promise<Subject>, capabilities: Capabilities): void {
  describe(`the runtime contract: ${name}`, { timeout: testMs }, () => {
    let subject: Subject | undefined
    const subjectOf = (): Subject => {
      if (subject) return subject
      throw new Error('The driver under test could not be made.')
    }
    beforeAll(async () => {
      subject = await make()
    }, testMs)
    afterAll(async () => {
      await subject?.close()
    }, testMs)
    describe('launch', () => describeLaunch(subjectOf))
    describe('life', () => describeLife(subjectOf, capabilities))
    describe('logs', () => describeLogs(subjectOf))
    describe('events', () => describeEvents(subjectOf))
    describe('build', () => describeBuild(subjectOf, capabilities))
    describe('abort', () => describeAbort(subjectOf))
  })
}
