import { expect } from 'vitest'
import type { RuntimeEvent } from '../driver.ts'
import {
  type Contract,
  cleanUp,
  eventually,
  instanceOf,
  launchServing,
  patience,
  type Subject,
  untilState,
} from './subject.ts'

/** What the engine hints at. */
export const eventsContract: Contract = {
  'events tell of starts, pauses, ends and lack of memory': async (subject) => {
    const { heard, stop } = listen(subject)
    const spec = await launchServing(subject)
    await subject.runtime.pause(spec.instanceId, patience())
    await subject.runtime.resume(spec.instanceId, patience())
    await subject.runtime.end(spec.instanceId, 5_000, patience())
    const hog = instanceOf(subject, 'hog')
    await subject.runtime.launch(hog, patience())
    await untilState(subject, hog.instanceId, 'exited')
    const kindsOf = (instanceId: string) =>
      heard.filter((event) => event.instanceId === instanceId).map(({ kind }) => kind)
    await eventually('all events', async () => {
      const [served, hogged] = [kindsOf(spec.instanceId), kindsOf(hog.instanceId)]
      const all = ['started', 'paused', 'resumed', 'exited', 'removed'].every((kind) =>
        served.some((it) => it === kind),
      )
      return all && hogged.includes('out-of-memory') && hogged.includes('exited')
    })
    expect(heard.every((event) => event.instanceId === null || event.previewId !== null)).toBe(true)
    await stop()
    await cleanUp(subject, spec, hog)
  },

  'F6: events reconnect by themselves, say so, and go on': async (subject) => {
    const { heard, stop } = listen(subject)
    const spec = await launchServing(subject)
    await eventually('a first event', async () => heard.length > 0)
    subject.cutConnections()
    await eventually('a reconnected event', async () => heard.some(({ kind }) => kind === 'reconnected'))
    await subject.runtime.pause(spec.instanceId, patience())
    await eventually('an event after it', async () => heard.some(({ kind }) => kind === 'paused'))
    await stop()
    await cleanUp(subject, spec)
  },
}

function listen({ runtime }: Subject) {
  const heard: RuntimeEvent[] = []
  const end = new AbortController()
  const events = runtime.events(end.signal)
  const reading = (async () => {
    for await (const event of events) heard.push(event)
  })()
  const stop = async () => {
    end.abort()
    await reading
  }
  return { heard, stop }
}
