/**
 * The log collector: reads the output of every instance once, whoever watches, stores it and then tells those who do.
 * Nothing is dropped: a slow store slows the reading, and after a fault or a restart of the server it is read again from
 * where the store ends.
 */
import { cleanLine, FaultError, type LogLine } from '@kapsules/domain'
import type { Runtime, RuntimeLine } from '@kapsules/runtime'
import type { InstanceTarget, Live } from '../live/live.ts'
import type { Log } from '../log.ts'
import type { Sql } from '../store/database.ts'
import { lastLinesOf } from '../store/log-lines.ts'
import { eachTarget } from './each-target.ts'
import { createLogPosition, type LogPosition, type ReadLine, rememberedLines } from './log-position.ts'
import { type LogStream, openLogStream } from './log-stream.ts'
import { createTrouble, pause } from './loop.ts'

export interface LogCollectorParts {
  readonly live: Pick<Live, 'targets' | 'drains' | 'runtimeLines'>
  readonly runtime: Pick<Runtime, 'followLogs' | 'observe'>
  readonly database: { readonly pool: Sql }
  readonly log: Log
}

export interface LogCollector {
  /** Collects until the signal fires; what was read by then is stored. */
  run(signal: AbortSignal): Promise<void>
}

/** How long an instance that is no target any more may take to the end of its output, ms. */
const lastWordsMs = 5_000
/** How long storing goes on when the server stops and the database does not answer, ms. */
const goodbyeMs = 3_000

/** Where the reading of one instance stands; good as long as its stream is. */
interface Session {
  readonly stream: LogStream
  readonly position: LogPosition
}

/** Makes the collector of one server. */
export function createLogCollector(parts: LogCollectorParts): LogCollector {
  return {
    async run(signal) {
      const giveUp = laterThan(signal, () => goodbyeMs)
      const streams = createStreams(parts, giveUp)
      await eachTarget(parts.live.targets, signal, async (target, gone) => {
        const stored = parts.live.drains.begin(target.instanceId)
        const end = laterThan(gone, () => (signal.aborted ? 0 : lastWordsMs))
        await collect(parts, streams, target, end).finally(stored)
      })
    },
  }
}

/** Collects the output of one instance to its end. */
async function collect(
  parts: LogCollectorParts,
  streams: Streams,
  target: InstanceTarget,
  end: AbortSignal,
): Promise<void> {
  const { runtime, log } = parts
  const { instanceId, previewId } = target
  const trouble = createTrouble(log, 'collecting the output', { instanceId, previewId })
  const release = streams.hold(previewId)
  let session: Session | null = null
  let lastRound = false
  for (let isOver = false; !isOver; ) {
    try {
      if (!session || session.stream.failure.aborted) session = await openSession(parts, streams, target)
      await readOnce(runtime, session, target, end, trouble.over)
      const state: WhatFollows = lastRound || end.aborted ? 'over' : await whatFollows(runtime, instanceId, end)
      isOver = state === 'over'
      lastRound = state === 'rest'
      if (state === 'more') throw new Error('the engine ended the output of an instance that runs')
    } catch (error) {
      isOver = end.aborted || isGone(error)
      if (!isOver) await pause(trouble.met(error), end)
    }
  }
  await release().catch((error: unknown) => log.warn('output is left to be stored later', { ...target, error }))
}

/** The container was removed behind our back: what it printed last is nowhere to be had. */
function isGone(error: unknown): boolean {
  return error instanceof FaultError && error.fault.code === 'not-found'
}

type WhatFollows = 'more' | 'rest' | 'over'

/**
 * What may follow when the engine has ended the output: more; the rest, because it may have been cut short before the
 * instance ended; or nothing, because there is no container any more.
 */
async function whatFollows(
  runtime: Pick<Runtime, 'observe'>,
  instanceId: string,
  end: AbortSignal,
): Promise<WhatFollows> {
  const observed = await runtime.observe(instanceId, end)
  if (!observed) return 'over'
  return observed.state === 'exited' ? 'rest' : 'more'
}

async function openSession(
  { database }: LogCollectorParts,
  streams: Streams,
  { previewId, instanceId }: InstanceTarget,
): Promise<Session> {
  const stream = streams.of(previewId)
  const stored = await lastLinesOf(database, previewId, instanceId, rememberedLines)
  return { stream, position: createLogPosition(stored) }
}

/** Reads from the position to where the engine ends, and stores it. */
async function readOnce(
  runtime: Pick<Runtime, 'followLogs'>,
  { stream, position }: Session,
  { instanceId }: InstanceTarget,
  end: AbortSignal,
  onLine: () => void,
): Promise<void> {
  const stop = AbortSignal.any([end, stream.failure])
  for await (const printed of runtime.followLogs(instanceId, position.beginReading(), stop)) {
    const line = toLine(printed)
    if (position.take(line)) await stream.add({ ...line, step: null, instanceId })
    onLine()
  }
  await stream.flush()
}

/** As it is stored: times in whole ms. */
function toLine({ at, channel, text }: RuntimeLine): ReadLine {
  return { at: Math.floor(at), channel, text: cleanLine(text) }
}

/** A signal that fires so many ms after another one. */
function laterThan(signal: AbortSignal, delayMs: () => number): AbortSignal {
  const later = new AbortController()
  const begin = () => setTimeout(() => later.abort(), delayMs()).unref()
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return later.signal
}

interface Streams {
  /** Somebody needs the stream of a preview; resolves, when given back, once all is stored. */
  hold(previewId: string): () => Promise<void>
  /** The stream of a preview; another one when it has failed. */
  of(previewId: string): LogStream
}

/** The streams of the previews that have instances. */
function createStreams({ database, live }: LogCollectorParts, giveUp: AbortSignal): Streams {
  const open = new Map<string, LogStream>()
  const holders = new Map<string, number>()
  return {
    hold(previewId) {
      holders.set(previewId, (holders.get(previewId) ?? 0) + 1)
      return async () => {
        try {
          await open.get(previewId)?.flush()
        } finally {
          const others = (holders.get(previewId) ?? 1) - 1
          holders.set(previewId, others)
          if (others === 0) {
            holders.delete(previewId)
            open.delete(previewId)
          }
        }
      }
    },
    of(previewId) {
      const known = open.get(previewId)
      if (known && !known.failure.aborted) return known
      const publish = (lines: readonly LogLine[]) => void live.runtimeLines.of(previewId).publish(lines)
      const made = openLogStream({ previewId, database, publish, giveUp })
      open.set(previewId, made)
      return made
    },
  }
}
