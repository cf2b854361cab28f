import { expect } from 'vitest'
import {
  type Contract,
  cleanUp,
  eventually,
  faultOf,
  instanceOf,
  launchServing,
  patience,
  untilState,
} from './subject.ts'

/** How an instance lives and ends, and what can be seen of it. */
export const lifeContract: Contract = {
  'end removes the container, frees its port, and has nothing to do a second time': async (subject) => {
    const spec = await launchServing(subject)
    await subject.runtime.end(spec.instanceId, 5_000, patience())
    expect(await subject.runtime.observe(spec.instanceId, patience())).toBeNull()
    expect(await subject.ask(spec.hostPort)).toBeNull()
    await subject.runtime.end(spec.instanceId, 5_000, patience())
    await subject.runtime.removeNetwork(spec.previewId, patience())
    await subject.runtime.removeNetwork(spec.previewId, patience())
    const networks = await subject.runtime.listNetworks(patience())
    expect(networks.filter(({ previewId }) => previewId === spec.previewId)).toEqual([])
  },

  'F10: an app that ignores SIGTERM is killed after its grace': async (subject) => {
    const spec = await launchServing(subject, 'stubborn')
    await subject.runtime.end(spec.instanceId, 1_000, patience())
    expect(await subject.runtime.observe(spec.instanceId, patience())).toBeNull()
    await cleanUp(subject, spec)
  },

  'end takes away what is paused and what has exited': async (subject) => {
    const paused = await launchServing(subject)
    await subject.runtime.pause(paused.instanceId, patience())
    const exited = instanceOf(subject, 'exit')
    await subject.runtime.launch(exited, patience())
    await untilState(subject, exited.instanceId, 'exited')
    for (const spec of [paused, exited]) {
      await subject.runtime.end(spec.instanceId, 1_000, patience())
      expect(await subject.runtime.observe(spec.instanceId, patience())).toBeNull()
    }
    await cleanUp(subject, paused, exited)
  },

  'two ends of one instance at the same moment both succeed': async (subject) => {
    const spec = await launchServing(subject)
    await Promise.all([1, 2].map(() => subject.runtime.end(spec.instanceId, 1_000, patience())))
    expect(await subject.runtime.observe(spec.instanceId, patience())).toBeNull()
    await cleanUp(subject, spec)
  },

  'F8: an exit is reported with its code': async (subject) => {
    const spec = instanceOf(subject, 'exit')
    await subject.runtime.launch(spec, patience())
    const exited = await untilState(subject, spec.instanceId, 'exited')
    expect(exited.exit).toEqual({ exitCode: 7, outOfMemory: false })
    const listed = await subject.runtime.listInstances(patience())
    expect(listed).toContainEqual(exited)
    await cleanUp(subject, spec)
  },

  'F8: an app that is ended for its memory is reported so': async (subject) => {
    const spec = instanceOf(subject, 'hog')
    await subject.runtime.launch(spec, patience())
    const exited = await untilState(subject, spec.instanceId, 'exited')
    expect(exited.exit).toEqual({ exitCode: 137, outOfMemory: true })
    await cleanUp(subject, spec)
  },

  'pause freezes an app, resume thaws it, each as often as one likes': async (subject) => {
    const spec = await launchServing(subject)
    for (const _ of [1, 2]) await subject.runtime.pause(spec.instanceId, patience())
    expect(await subject.runtime.observe(spec.instanceId, patience())).toMatchObject({ state: 'paused', exit: null })
    expect(await subject.runtime.listInstances(patience())).toContainEqual(
      expect.objectContaining({ instanceId: spec.instanceId, state: 'paused' }),
    )
    for (const _ of [1, 2]) await subject.runtime.resume(spec.instanceId, patience())
    expect(await eventually('an answer', () => subject.ask(spec.hostPort))).toBe('hello')
    await cleanUp(subject, spec)
  },

  'pause and resume need a container, and one that runs': async (subject) => {
    const spec = instanceOf(subject, 'exit')
    expect(await faultOf(subject.runtime.pause(spec.instanceId, patience()))).toBe('not-found')
    expect(await faultOf(subject.runtime.resume(spec.instanceId, patience()))).toBe('not-found')
    await subject.runtime.launch(spec, patience())
    await untilState(subject, spec.instanceId, 'exited')
    expect(await faultOf(subject.runtime.pause(spec.instanceId, patience()))).toBe('engine-refused')
    expect(await faultOf(subject.runtime.resume(spec.instanceId, patience()))).toBe('engine-refused')
    await cleanUp(subject, spec)
  },

  'F15: a container that was removed behind the runtime’s back is gone for it too': async (subject) => {
    const spec = await launchServing(subject)
    await subject.removeBehindItsBack(spec.instanceId)
    expect(await subject.runtime.observe(spec.instanceId, patience())).toBeNull()
    expect((await subject.runtime.usage([spec.instanceId], patience())).size).toBe(0)
    await subject.runtime.end(spec.instanceId, 1_000, patience())
    await subject.runtime.launch(spec, patience())
    expect(await eventually('an answer', () => subject.ask(spec.hostPort))).toBe('hello')
    await cleanUp(subject, spec)
  },

  'usage grows while an app runs, and leaves out what does not': async (subject) => {
    const [serving, exited] = [await launchServing(subject), instanceOf(subject, 'exit')]
    await subject.runtime.launch(exited, patience())
    await untilState(subject, exited.instanceId, 'exited')
    const ids = [serving.instanceId, exited.instanceId, 'nobody']
    const first = await subject.runtime.usage(ids, patience())
    expect([...first.keys()]).toEqual([serving.instanceId])
    const before = first.get(serving.instanceId)
    expect(before?.memoryLimitBytes).toBe(serving.resources.memoryBytes)
    expect(before?.memoryBytes).toBeGreaterThan(0)
    expect(before?.pids).toBeGreaterThan(0)
    await eventually('more usage', async () => {
      await subject.ask(serving.hostPort)
      const now = (await subject.runtime.usage(ids, patience())).get(serving.instanceId)
      if (!now || !before || now.at <= before.at) return false
      return now.cpuMicros > before.cpuMicros && now.networkRxBytes > before.networkRxBytes
    })
    await cleanUp(subject, serving, exited)
  },

  'listeners names what an app listens on, and null when it does not run': async (subject) => {
    const spec = await launchServing(subject)
    expect(await subject.runtime.listeners(spec.instanceId, patience())).toContainEqual({
      address: '0.0.0.0',
      port: 3000,
    })
    await subject.runtime.end(spec.instanceId, 0, patience())
    expect(await subject.runtime.listeners(spec.instanceId, patience())).toBeNull()
    await cleanUp(subject, spec)
  },
}

/** What a driver keeps whose engine others use too. */
export const sharedEngineContract: Contract = {
  'F18: what only looks like ours is neither listed nor touched': async (subject) => {
    const spec = instanceOf(subject, 'serve')
    const foreign = await subject.lookAlike(spec)
    expect(await subject.runtime.observe(spec.instanceId, patience())).toBeNull()
    expect((await subject.runtime.listInstances(patience())).map(({ instanceId }) => instanceId)).not.toContain(
      spec.instanceId,
    )
    expect((await subject.runtime.usage([spec.instanceId], patience())).size).toBe(0)
    expect(await faultOf(subject.runtime.pause(spec.instanceId, patience()))).toBe('not-found')
    await subject.runtime.end(spec.instanceId, 0, patience())
    await subject.runtime.removeNetwork(spec.previewId, patience())
    expect(await faultOf(subject.runtime.launch(spec, patience()))).toBe('engine-refused')
    expect(await foreign.stillThere()).toBe(true)
  },
}
