import { expect } from 'vitest'
import type { Runtime } from '../driver.ts'
import { buildOf, type Contract, collect, instanceOf, patience } from './subject.ts'

/** What a signal that fires does to every verb. */
export const abortContract: Contract = {
  'every verb throws the reason of a signal that has fired, and does nothing': async (subject) => {
    const { runtime } = subject
    const spec = instanceOf(subject, 'serve')
    const build = buildOf(subject, 'RUN echo never')
    const reason = new Error('no longer wanted')
    const fired = AbortSignal.abort(reason)
    const verbs: Readonly<Record<string, () => Promise<unknown>>> = {
      info: () => runtime.info(fired),
      diskUse: () => runtime.diskUse(fired),
      ensureBase: () => runtime.ensureBase('node', '22', fired),
      build: () => runtime.build(build, () => undefined, fired),
      launch: () => runtime.launch(spec, fired),
      pause: () => runtime.pause(spec.instanceId, fired),
      resume: () => runtime.resume(spec.instanceId, fired),
      end: () => runtime.end(spec.instanceId, 0, fired),
      ensureNetwork: () => runtime.ensureNetwork(spec.previewId, spec.subnet, fired),
      removeNetwork: () => runtime.removeNetwork(spec.previewId, fired),
      removeImage: () => runtime.removeImage(build.tag, fired),
      hasImage: () => runtime.hasImage(build.tag, fired),
      listInstances: () => runtime.listInstances(fired),
      listNetworks: () => runtime.listNetworks(fired),
      listImages: () => runtime.listImages(fired),
      observe: () => runtime.observe(spec.instanceId, fired),
      tailLogs: () => runtime.tailLogs(spec.instanceId, 1, fired),
      usage: () => runtime.usage([spec.instanceId], fired),
      listeners: () => runtime.listeners(spec.instanceId, fired),
    } satisfies Partial<Record<keyof Runtime, () => Promise<unknown>>>
    for (const [verb, call] of Object.entries(verbs)) await expect(call(), verb).rejects.toBe(reason)
    expect(await collect(runtime.events(fired))).toEqual([])
    expect(await runtime.observe(spec.instanceId, patience())).toBeNull()
    expect((await runtime.listNetworks(patience())).filter(({ previewId }) => previewId === spec.previewId)).toEqual([])
    expect(await runtime.hasImage(build.tag, patience())).toBe(false)
  },
}
