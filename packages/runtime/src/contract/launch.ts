import { expect } from 'vitest'
import {
  type Contract,
  cleanUp,
  eventually,
  faultOf,
  instanceOf,
  launchServing,
  patience,
  type Subject,
} from './subject.ts'

/** How an instance comes into being, and what is left when it cannot. */
export const launchContract: Contract = {
  'launch brings an app up that answers on loopback': async (subject) => {
    const spec = instanceOf(subject, 'serve')
    const launched = await subject.runtime.launch(spec, patience())
    expect(launched).toMatchObject({
      instanceId: spec.instanceId,
      previewId: spec.previewId,
      state: 'running',
      exit: null,
    })
    expect(launched.startedAt).toBeGreaterThanOrEqual(launched.createdAt)
    expect(await eventually('an answer', () => subject.ask(spec.hostPort))).toBe('hello')
    expect(await subject.runtime.observe(spec.instanceId, patience())).toEqual(launched)
    expect(await subject.runtime.listInstances(patience())).toContainEqual(launched)
    const networks = await subject.runtime.listNetworks(patience())
    expect(networks.filter(({ previewId }) => previewId === spec.previewId)).toMatchObject([{ subnet: spec.subnet }])
    await cleanUp(subject, spec)
  },

  'launch of a running instance changes nothing': async (subject) => {
    const spec = await launchServing(subject)
    const before = await subject.runtime.observe(spec.instanceId, patience())
    expect(await subject.runtime.launch(spec, patience())).toEqual(before)
    expect(await subject.ask(spec.hostPort)).toBe('hello')
    await cleanUp(subject, spec)
  },

  'two launches of one instance at the same moment make one container': async (subject) => {
    const spec = instanceOf(subject, 'serve')
    const [one, other] = await Promise.all([1, 2].map(() => subject.runtime.launch(spec, patience())))
    expect(one?.containerId).toBe(other?.containerId)
    const all = await subject.runtime.listInstances(patience())
    expect(all.filter(({ instanceId }) => instanceId === spec.instanceId)).toHaveLength(1)
    await cleanUp(subject, spec)
  },

  'a second instance of a preview shares its network': async (subject) => {
    const first = await launchServing(subject)
    const second = instanceOf(subject, 'serve', { previewId: first.previewId, subnet: first.subnet })
    await subject.runtime.launch(second, patience())
    expect(await eventually('an answer', () => subject.ask(second.hostPort))).toBe('hello')
    await cleanUp(subject, first, second)
  },

  'launch throws port-taken when another instance has the port, and leaves nothing of its own': async (subject) => {
    const first = await launchServing(subject)
    const second = instanceOf(subject, 'serve', { hostPort: first.hostPort })
    expect(await faultOf(subject.runtime.launch(second, patience()))).toBe('port-taken')
    await expectNothingOf(subject, second)
    expect(await subject.ask(first.hostPort)).toBe('hello')
    await cleanUp(subject, first)
    await subject.runtime.launch(second, patience())
    await cleanUp(subject, second)
  },

  'launch throws port-taken when a foreign process listens, and leaves nothing': async (subject) => {
    const spec = instanceOf(subject, 'serve')
    const release = await subject.occupyPort(spec.hostPort)
    expect(await faultOf(subject.runtime.launch(spec, patience()))).toBe('port-taken')
    await expectNothingOf(subject, spec)
    await release()
    await subject.runtime.launch(spec, patience())
    await cleanUp(subject, spec)
  },

  'launch throws subnet-taken when a network overlaps, and leaves nothing': async (subject) => {
    const spec = instanceOf(subject, 'serve')
    const release = await subject.occupySubnet(spec.subnet)
    expect(await faultOf(subject.runtime.launch(spec, patience()))).toBe('subnet-taken')
    await expectNothingOf(subject, spec)
    await release()
    await subject.runtime.launch(spec, patience())
    await cleanUp(subject, spec)
  },

  'a network can be made ahead of the launch, as often as one likes': async (subject) => {
    const spec = instanceOf(subject, 'serve')
    const ensure = () => subject.runtime.ensureNetwork(spec.previewId, spec.subnet, patience())
    await Promise.all([ensure(), ensure()])
    await ensure()
    const made = await subject.runtime.listNetworks(patience())
    expect(made.filter(({ previewId }) => previewId === spec.previewId)).toMatchObject([{ subnet: spec.subnet }])
    await subject.runtime.launch(spec, patience())
    expect(await eventually('an answer', () => subject.ask(spec.hostPort))).toBe('hello')
    const other = instanceOf(subject, 'serve', { subnet: spec.subnet })
    expect(await faultOf(subject.runtime.ensureNetwork(other.previewId, other.subnet, patience()))).toBe('subnet-taken')
    await cleanUp(subject, spec)
  },

  'F17: launch throws image-missing when the image is gone, and leaves nothing': async (subject) => {
    const spec = instanceOf(subject, 'serve', { image: 'kapsules/contract:never-built' })
    expect(await faultOf(subject.runtime.launch(spec, patience()))).toBe('image-missing')
    await expectNothingOf(subject, spec)
  },
}

async function expectNothingOf(
  { runtime }: Subject,
  { instanceId, previewId }: { readonly instanceId: string; readonly previewId: string },
): Promise<void> {
  expect(await runtime.observe(instanceId, patience())).toBeNull()
  const instances = await runtime.listInstances(patience())
  expect(instances.filter((instance) => instance.instanceId === instanceId)).toEqual([])
  const networks = await runtime.listNetworks(patience())
  expect(networks.filter((network) => network.previewId === previewId)).toEqual([])
}
