/**
 * Builds an image. On an abort BuildKit is told to stop and given a moment to end the build's answer: when that is there,
 * nothing of the build works on any more. The classic builder, and an engine that stays silent, are cut off.
 */
import { randomUUID } from 'node:crypto'
import type { BuildOutput, BuildResult, BuildSpec } from '../driver.ts'
import { buildMessage } from './answers.ts'
import { buildContext, dockerfilePath } from './build-context.ts'
import { BuildMessages } from './build-messages.ts'
import { boundedSignal, unlessAborted } from './deadline.ts'
import { type DockerService, refusalOf, textOf } from './docker-service.ts'
import { refused, unreadable } from './engine-faults.ts'
import type { OpenReply } from './engine-link.ts'
import { removeImage } from './images.ts'
import { jsonLines } from './json-lines.ts'
import { buildLabel, ownerLabel, previewLabel } from './labels.ts'

export interface BuildSettings {
  readonly docker: DockerService
  readonly owner: string
  /** A build is given up after this long, ms, whatever its caller allows. */
  readonly buildMs: number
  /** `classic` for engines without BuildKit. */
  readonly builder: 'buildkit' | 'classic'
}

type OnOutput = (output: BuildOutput) => void | Promise<void>

/** How long a build that was told to stop may take to do so, and the clean-up after it. */
const stopMs = 5_000

/** As the driver's contract says. */
export async function build(
  settings: BuildSettings,
  spec: BuildSpec,
  onOutput: OnOutput,
  signal: AbortSignal,
): Promise<BuildResult> {
  signal.throwIfAborted()
  const { signal: bounded, release } = boundedSignal(settings.buildMs, `build ${spec.buildId}`, signal)
  const attempt: Attempt = { id: randomUUID(), connection: new AbortController(), answered: false }
  const work = converse(settings, spec, attempt, onOutput, bounded)
  try {
    return await unlessAborted(work, bounded)
  } catch (error) {
    if (attempt.answered) await stop(settings, spec, attempt.id, work)
    throw error
  } finally {
    attempt.connection.abort()
    release()
  }
}

interface Attempt {
  /** By which BuildKit knows it. */
  readonly id: string
  readonly connection: AbortController
  /** Whether the engine has begun to answer; before that there is nothing but the connection to end. */
  answered: boolean
}

/** Sends the context and reads the answer to its end. Once `signal` fires it reads on, but hands nothing over. */
async function converse(
  { docker, owner, builder }: BuildSettings,
  spec: BuildSpec,
  attempt: Attempt,
  onOutput: OnOutput,
  signal: AbortSignal,
): Promise<BuildResult> {
  const deliver = async (outputs: readonly BuildOutput[]): Promise<void> => {
    for (const output of outputs) {
      if (signal.aborted) return
      await unlessAborted(Promise.resolve(onOutput(output)), signal).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
    }
  }
  const context = buildContext(spec.dockerfile, spec.files)
  const connection = attempt.connection.signal
  try {
    const reply = await docker.openBuild(queryFor(spec, owner, builder, attempt.id), context, connection)
    attempt.answered = true
    const messages = new BuildMessages(Date.now)
    if (reply.status !== 200) await readRefusal(messages, reply, deliver)
    else await readMessages(messages, reply, deliver)
    return await resultOf(docker, messages, connection)
  } finally {
    context.destroy()
  }
}

function queryFor(spec: BuildSpec, owner: string, builder: BuildSettings['builder'], attempt: string) {
  const labels = { [ownerLabel]: owner, [buildLabel]: spec.buildId, [previewLabel]: spec.previewId }
  return {
    dockerfile: dockerfilePath,
    t: spec.tag,
    labels: JSON.stringify(labels),
    rm: '1',
    forcerm: '1',
    ...(builder === 'buildkit' ? { version: '2', buildid: attempt } : {}),
  }
}

type Deliver = (outputs: readonly BuildOutput[]) => Promise<void>

async function readMessages(messages: BuildMessages, reply: OpenReply, deliver: Deliver): Promise<void> {
  for await (const message of jsonLines('POST /build', reply.chunks, buildMessage)) {
    await deliver(messages.read(message))
  }
  await deliver(messages.close())
}

/** The classic builder answers a Dockerfile that it cannot read with a status; other refusals are the engine's own. */
async function readRefusal(messages: BuildMessages, reply: OpenReply, deliver: Deliver): Promise<void> {
  const refusal = refusalOf({ status: reply.status, text: await textOf(reply) })
  if (refusal.status !== 400) throw refused('POST /build', refusal)
  await deliver(messages.read({ error: refusal.message }))
}

async function resultOf(
  docker: DockerService,
  { failure, imageId }: BuildMessages,
  signal: AbortSignal,
): Promise<BuildResult> {
  if (failure) return { ok: false, failure }
  const image = imageId === null ? null : await docker.inspectImage(imageId, signal)
  if (image) return { ok: true, image: { imageId: image.Id, sizeBytes: image.Size } }
  throw unreadable('POST /build', new Error('it ended with neither an image nor an error'))
}

/** Makes sure that nothing works on a build any more and that nothing is tagged, as far as the engine answers. */
async function stop(
  { docker, owner, builder }: BuildSettings,
  spec: BuildSpec,
  attempt: string,
  work: Promise<unknown>,
) {
  const patience = AbortSignal.timeout(stopMs)
  if (builder === 'buildkit') {
    await Promise.allSettled([docker.cancelBuild(attempt, patience)])
    await Promise.allSettled([unlessAborted(work, patience)])
  }
  // an image that stays for want of an answer has our labels and no record, and goes with the next clean-up
  await Promise.allSettled([removeImage(docker, owner, spec.tag, patience)])
}
