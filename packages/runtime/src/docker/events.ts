/** Hints from the engine's event stream. The connection is made anew, ever more slowly, for as long as somebody listens. */
import { FaultError } from '@kapsules/domain'
import type { RuntimeEvent } from '../driver.ts'
import { engineEvent } from './answers.ts'
import { delay } from './deadline.ts'
import type { DockerService } from './docker-service.ts'
import type { OpenReply } from './engine-link.ts'
import { jsonLines } from './json-lines.ts'
import { instanceLabel, ownerLabel, previewLabel } from './labels.ts'

const kinds: Readonly<Record<string, RuntimeEvent['kind']>> = {
  start: 'started',
  die: 'exited',
  pause: 'paused',
  unpause: 'resumed',
  destroy: 'removed',
  oom: 'out-of-memory',
}

/** Pauses between attempts to connect, ms. */
const firstPauseMs = 100
const longestPauseMs = 5_000

/** As the driver's contract says. Ends quietly when the signal fires; never throws for an engine that is away. */
export async function* events(docker: DockerService, owner: string, signal: AbortSignal): AsyncGenerator<RuntimeEvent> {
  let missed = false
  let pauseMs = firstPauseMs
  while (!signal.aborted) {
    const reply = await tryOpen(docker, owner, signal)
    if (reply) {
      if (missed) yield { kind: 'reconnected', instanceId: null, previewId: null, at: Date.now() }
      pauseMs = firstPauseMs
      yield* readEvents(reply, signal)
    }
    missed = true
    if (signal.aborted || !(await waited(pauseMs, signal))) return
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
}

async function tryOpen(docker: DockerService, owner: string, signal: AbortSignal): Promise<OpenReply | null> {
  try {
    return await docker.openEvents({ [ownerLabel]: owner }, Object.keys(kinds), signal)
  } catch (error) {
    return ifExpected(error, signal, null)
  }
}

async function* readEvents(reply: OpenReply, signal: AbortSignal): AsyncGenerator<RuntimeEvent> {
  try {
    for await (const { Action, Actor, timeNano } of jsonLines('GET /events', reply.chunks, engineEvent)) {
      if (signal.aborted) return
      const kind = kinds[Action]
      const instanceId = Actor.Attributes[instanceLabel]
      if (kind === undefined || instanceId === undefined) continue
      yield { kind, instanceId, previewId: Actor.Attributes[previewLabel] ?? null, at: timeNano / 1e6 }
    }
  } catch (error) {
    // a broken or senseless stream is begun anew; lists repair what it did not tell
    if (!(error instanceof FaultError)) throw error
  } finally {
    reply.close()
  }
}

async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(ms, signal)
    return true
  } catch (error) {
    return ifExpected(error, signal, false)
  }
}

/** An engine that is away and a signal that fired are what this loop is for; anything else is a mistake of ours. */
function ifExpected<T>(error: unknown, signal: AbortSignal, value: T): T {
  if (signal.aborted || error instanceof FaultError) return value
  throw error
}
