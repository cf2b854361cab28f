/** The suite that every driver has to pass, whatever engine it drives. */
import { afterAll, beforeAll, describe, test } from 'vitest'
import { abortContract } from './contract/abort.ts'
import { buildContract, realBuildsContract } from './contract/build.ts'
import { eventsContract } from './contract/events.ts'
import { launchContract } from './contract/launch.ts'
import { lifeContract, sharedEngineContract } from './contract/life.ts'
import { logsContract } from './contract/logs.ts'
import type { Capabilities, Contract, Subject } from './contract/subject.ts'

/** Longest that one test may take, ms: it starts several containers on a machine that others use too. */
const testMs = 60_000

/** Declares the contract's tests for one driver. What it makes is removed in the end, also when tests fail. */
export function describeRuntime(name: string, make: () => Promise<Subject>, capabilities: Capabilities): void {
  describeContract(`the runtime contract: ${name}`, make, {
    ...launchContract,
    ...lifeContract,
    ...(capabilities.sharedEngine ? sharedEngineContract : {}),
    ...logsContract,
    ...eventsContract,
    ...buildContract,
    ...(capabilities.realBuilds ? realBuildsContract : {}),
    ...abortContract,
  })
}

/** Declares the tests of some part of the contract. */
export function describeContract(name: string, make: () => Promise<Subject>, contract: Contract): void {
  describe(name, { timeout: testMs }, () => {
    let subject: Subject | undefined
    beforeAll(async () => {
      subject = await make()
    }, testMs)
    afterAll(async () => {
      await subject?.close()
    }, testMs)
    for (const [title, holds] of Object.entries(contract)) {
      test(title, async () => {
        if (!subject) throw new Error('The driver under test could not be made.')
        await holds(subject)
      })
    }
  })
}
