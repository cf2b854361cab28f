import { expect, test } from 'vitest'
import { cleanUp, eventually, faultOf, type GetSubject, instanceOf, launchServing, patience } from './subject.ts'

export function describeLaunch(subjectOf: GetSubject): void {
  test('launch brings an app up that answers on loopback', async () => {
    const subject = subjectOf()
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
  })

  test('launch of a running instance changes nothing', async () => {
    const subject = subjectOf()
    const spec = await launchServing(subject)
    const before = await subject.runtime.observe(spec.instanceId, patience())
    expect(await subject.runtime.launch(spec, patience())).toEqual(before)
    expect(await subject.ask(spec.hostPort)).toBe('hello')
    await cleanUp(subject, spec)
  })

  test('two launches of one instance at the same moment make one container', async () => {
    const subject = subjectOf()
    const spec = instanceOf(subject, 'serve')
    const [one, other] = await Promise.all([1, 2].map(() => subject.runtime.launch(spec, patience())))
    expect(one?.containerId).toBe(other?.containerId)
    const all = await subject.runtime.listInstances(patience())
    expect(all.filter(({ instanceId }) => instanceId === spec.instanceId)).toHaveLength(1)
    await cleanUp(subject, spec)
  })

  test('a second instance of a preview shares its network', async () => {
    const subject = subjectOf()
    const first = await launchServing(subject)
    const second = instanceOf(subject, 'serve', { previewId: first.previewId, subnet: first.subnet })
    await subject.runtime.launch(second, patience())
    expect(await eventually('an answer', () => subject.ask(second.hostPort))).toBe('hello')
    await cleanUp(subject, first, second)
  })

  test('launch throws port-taken when another instance has the port, and leaves nothing of its own', async () => {
    const subject = subjectOf()
    const first = await launchServing(subject)
    const second = instanceOf(subject, 'serve', { hostPort: first.hostPort })
    expect(await faultOf(subject.runtime.launch(second, patience()))).toBe('port-taken')
    await expectNothingOf(subject, second)
    expect(await subject.ask(first.hostPort)).toBe('hello')
    await cleanUp(subject, first)
    await subject.runtime.launch(second, patience())
    await cleanUp(subject, second)
  })

  test('launch throws port-taken when a foreign process listens, and leaves nothing', async () => {
    const subject = subjectOf()
    const spec = instanceOf(subject, 'serve')
    const release = await subject.occupyPort(spec.hostPort)
    expect(await faultOf(subject.runtime.launch(spec, patience()))).toBe('port-taken')
    await expectNothingOf(subject, spec)
    await release()
    await subject.runtime.launch(spec, patience())
    await cleanUp(subject, spec)
  })

  test('launch throws subnet-taken when a network overlaps, and leaves nothing', async () => {
    const subject = subjectOf()
    const spec = instanceOf(subject, 'serve')
    const release = await subject.occupySubnet(spec.subnet)
    expect(await faultOf(subject.runtime.launch(spec, patience()))).toBe('subnet-taken')
    await expectNothingOf(subject, spec)
    await release()
    await subject.runtime.launch(spec, patience())
    await cleanUp(subject, spec)
  })

  test('F17: launch throws image-missing when the image is gone, and leaves nothing', async () => {
    const subject = subjectOf()
    const spec = instanceOf(subject, 'serve', { image: 'kapsules/contract:never-built' })
    expect(await faultOf(subject.runtime.launch(spec, patience()))).toBe('image-missing')
    await expectNothingOf(subject, spec)
  })
}

async function expectNothingOf(
  { runtime }: ReturnType<GetSubject>,
  { instanceId, previewId }: { readonly instanceId: string; readonly previewId: string },
): Promise<void> {
  expect(await runtime.observe(instanceId, patience())).toBeNull()
  const instances = await runtime.listInstances(patience())
  expect(instances.filter((instance) => instance.instanceId === instanceId)).toEqual([])
  const networks = await runtime.listNetworks(patience())
  expect(networks.filter((network) => network.previewId === previewId)).toEqual([])
}
