/** Output of an instance as lines with the engine's own times. */
import type { RuntimeLine } from '../driver.ts'
import { parseEngineTime } from './answers.ts'
import type { DockerService } from './docker-service.ts'
import { unreadable } from './engine-faults.ts'
import type { OpenReply } from './engine-link.ts'
import { type Instances, noContainer } from './instances.ts'
import { LineAssembler } from './line-assembler.ts'
import { FrameReader, type LogFrame } from './log-frames.ts'

/** As the driver's contract says. Throws `not-found` when there is no container, `engine-unreachable` when it breaks off. */
export async function* followLogs(
  docker: DockerService,
  instances: Instances,
  instanceId: string,
  sinceMs: number,
  signal: AbortSignal,
): AsyncGenerator<RuntimeLine> {
  if (signal.aborted) return
  const query = { follow: '1', since: engineSince(sinceMs) }
  const reply = await openUnlessAborted(() => open(docker, instances, instanceId, query, signal), signal)
  if (!reply) return
  for await (const line of readLines(reply)) {
    if (signal.aborted) return
    if (line.at >= sinceMs) yield line
  }
}

/** As the driver's contract says. Throws `not-found` when there is no container. */
export async function tailLogs(
  docker: DockerService,
  instances: Instances,
  instanceId: string,
  lines: number,
  signal: AbortSignal,
): Promise<readonly RuntimeLine[]> {
  // the engine counts pieces of long lines: a few more make up for those that are joined
  const reply = await open(docker, instances, instanceId, { tail: String(lines + 64) }, signal)
  const read: RuntimeLine[] = []
  for await (const line of readLines(reply)) read.push(line)
  signal.throwIfAborted()
  return read.slice(-lines)
}

async function open(
  docker: DockerService,
  instances: Instances,
  instanceId: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<OpenReply> {
  const all = { stdout: '1', stderr: '1', timestamps: '1', ...query }
  const reply = await instances.use(instanceId, signal, (id) => docker.openLogs(id, all, signal))
  return reply ?? noContainer(instanceId)
}

async function openUnlessAborted(work: () => Promise<OpenReply>, signal: AbortSignal): Promise<OpenReply | null> {
  try {
    return await work()
  } catch (error) {
    if (signal.aborted) return null
    throw error
  }
}

async function* readLines(reply: OpenReply): AsyncGenerator<RuntimeLine> {
  const frames = new FrameReader()
  const channels = { stdout: new TimedLines('stdout'), stderr: new TimedLines('stderr') }
  for await (const chunk of reply.chunks) {
    for (const frame of readFrames(frames, chunk)) yield* channels[frame.channel].push(frame.payload)
  }
  yield* channels.stdout.end()
  yield* channels.stderr.end()
}

function readFrames(frames: FrameReader, chunk: Buffer): LogFrame[] {
  try {
    return frames.push(chunk)
  } catch (error) {
    throw unreadable('logs', error)
  }
}

/**
 * The lines of one channel. Each frame is a time, a space, and a line or a piece of a long one; only the last piece ends
 * with a line feed. A joined line has the time of its first piece.
 */
export class TimedLines {
  readonly #channel: RuntimeLine['channel']
  readonly #lines = new LineAssembler()
  #begunAt: number | null = null
  #lastAt = 0

  constructor(channel: RuntimeLine['channel']) {
    this.#channel = channel
  }

  push(payload: Buffer): RuntimeLine[] {
    const space = payload.indexOf(0x20)
    const at = parseEngineTime(payload.toString('latin1', 0, Math.max(space, 0)))
    // output without a time comes from a log driver that does not keep any: the last known one is the nearest
    const timed = !Number.isNaN(at)
    this.#lastAt = timed ? at : this.#lastAt
    this.#begunAt ??= this.#lastAt
    return this.#lines.push(timed ? payload.subarray(space + 1) : payload).map((text) => this.#line(text))
  }

  end(): RuntimeLine[] {
    const rest = this.#lines.end()
    return rest === null ? [] : [this.#line(rest)]
  }

  #line(text: string): RuntimeLine {
    const at = this.#begunAt ?? this.#lastAt
    this.#begunAt = null
    return { at, channel: this.#channel, text }
  }
}

/**
 * Epoch seconds with a fraction, as the engine takes them. Epoch ms in a double are exact to a quarter of a microsecond:
 * one microsecond earlier is asked for, and what is too early is left out by its own time.
 */
export function engineSince(sinceMs: number): string {
  if (sinceMs <= 0) return '0'
  const micros = BigInt(Math.floor(sinceMs)) * 1000n + BigInt(Math.floor((sinceMs % 1) * 1000)) - 1n
  return `${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, '0')}`
}
