/** What the contract needs of a driver under test, and what its parts share. */
import { randomUUID } from 'node:crypto'
import { FaultError, MiB } from '@kapsules/domain'
import { expect } from 'vitest'
import type { BuildOutput, BuildSpec, InstanceSpec, Runtime } from '../driver.ts'

/**
 * Apps that the image under test can be, chosen by the variable APP:
 *   serve     prints `serving`, answers `hello` on PORT, goes at SIGTERM
 *   stubborn  the same, but ignores SIGTERM
 *   exit      prints `bye` and exits with 7
 *   hog       takes memory until it is ended for it
 *   talk      prints `one` and `three` to stdout and `two` to stderr, in that order and some ms apart, and exits with 0
 *   tick      prints `tick 1`, `tick 2` ... every 50 ms or so
 *   babble    prints, as three lines of stdout: the bytes FF FE 41, 10,000 times `é`, and 20,000 times `x`; exits with 0
 */
export type AppKind = 'serve' | 'stubborn' | 'exit' | 'hog' | 'talk' | 'tick' | 'babble'

export interface Subject {
  readonly runtime: Runtime
  /** An image of the runtime whose app is what APP says. */
  readonly image: string
  /** What a build can stand on: has a shell with echo, sleep and exit. */
  readonly base: string
  /** A host port and a subnet that are free and not handed out again. */
  freePort(): number
  freeSubnet(): string
  /** What answers on a host port of loopback, or null. */
  ask(hostPort: number): Promise<string | null>
  /** Lets somebody else have a port or a subnet; the answer takes it away again. */
  occupyPort(hostPort: number): Promise<() => Promise<void>>
  occupySubnet(subnet: string): Promise<() => Promise<void>>
  /** Makes a container that looks like the instance but is not of this owner; tells whether it is still there. */
  lookAlike(spec: InstanceSpec): Promise<{ readonly stillThere: () => Promise<boolean> }>
  /** Takes the container of an instance away, past the runtime. */
  removeBehindItsBack(instanceId: string): Promise<void>
  /** Breaks off every connection to the engine. */
  cutConnections(): void
  /** Ends and removes whatever the tests made. */
  close(): Promise<void>
}

/** What a driver may lack without breaking the contract. */
export interface Capabilities {
  /** Builds run real commands: their output comes in pieces, in colours, and in broken UTF-8. */
  readonly realBuilds: boolean
  /** Others than this owner can have containers on the engine. */
  readonly sharedEngine: boolean
}

/** What has to hold, by what it says. */
export type Contract = Readonly<Record<string, (subject: Subject) => Promise<void>>>

/** Longest wait for something that has to come true, ms. */
const patienceMs = 20_000

/** A signal that outlasts every verb of the contract's tests. */
export function patience(): AbortSignal {
  return AbortSignal.timeout(patienceMs)
}

/** Asks again until there is an answer that is neither null nor false. Throws when there is none in time. */
export async function eventually<T>(what: string, ask: () => Promise<T | null | false>): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== false) return answer
    if (Date.now() > deadline) throw new Error(`${what} did not come true within ${patienceMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** An instance of the image under test, on a preview of its own. */
export function instanceOf(subject: Subject, app: AppKind, changes: Partial<InstanceSpec> = {}): InstanceSpec {
  return {
    instanceId: randomUUID(),
    previewId: randomUUID(),
    tenantId: 'tenant-1',
    slug: 'contract-main-x1',
    image: subject.image,
    hostPort: subject.freePort(),
    appPort: 3000,
    subnet: subject.freeSubnet(),
    env: new Map([['APP', app]]),
    resources: { memoryBytes: 64 * MiB, cpus: 1, pids: 64 },
    writablePaths: [],
    ...changes,
  }
}

/** Launches an app that serves and waits until it answers. */
export async function launchServing(subject: Subject, app: AppKind = 'serve'): Promise<InstanceSpec> {
  const spec = instanceOf(subject, app)
  await subject.runtime.launch(spec, patience())
  await eventually('the first answer', () => subject.ask(spec.hostPort))
  return spec
}

/** Ends an instance and removes its network. */
export async function cleanUp({ runtime }: Subject, ...specs: readonly InstanceSpec[]): Promise<void> {
  for (const spec of specs) await runtime.end(spec.instanceId, 0, patience())
  for (const spec of specs) await runtime.removeNetwork(spec.previewId, patience())
}

/** Waits until an instance is in a state. */
export async function untilState({ runtime }: Subject, instanceId: string, state: string) {
  return await eventually(`state ${state}`, async () => {
    const observed = await runtime.observe(instanceId, patience())
    return observed?.state === state && observed
  })
}

/** A build of a Dockerfile whose first line, FROM the base under test, is given. */
export function buildOf(subject: Subject, dockerfile: string, files: Readonly<Record<string, string>> = {}): BuildSpec {
  const buildId = randomUUID()
  return {
    buildId,
    previewId: randomUUID(),
    tag: `kapsules/contract:${buildId}`,
    dockerfile: `FROM ${subject.base}\n${dockerfile}\n`,
    files: Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text), executable: false })),
  }
}

/** Runs a build and keeps what it says. */
export async function runBuild({ runtime }: Subject, spec: BuildSpec) {
  const outputs: BuildOutput[] = []
  const result = await runtime.build(spec, (output) => void outputs.push(output), AbortSignal.timeout(60_000))
  const logs = outputs.filter((output) => output.kind === 'log')
  const steps = outputs.filter((output) => output.kind === 'step')
  return { result, outputs, logs, steps }
}

/** All that an iterable gives until it ends. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** The code of the fault that a verb throws. */
export async function faultOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(FaultError)
  return error instanceof FaultError ? error.fault.code : ''
}
