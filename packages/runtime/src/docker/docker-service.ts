/**
 * The typed way to the engine: only the calls we use, each with its deadline, a schema for what is sent where it matters
 * and for what comes back. A status that a caller can go on with is part of the answer; any other is a fault.
 */
import type { Readable } from 'node:stream'
import { fail } from '@kapsules/domain'
import type { z } from 'zod'
import {
  type ContainerDetails,
  type ContainerStats,
  containerDetails,
  containerList,
  containerStats,
  created,
  diskUsage,
  engineDetails,
  engineVersion,
  type ImageDetails,
  imageDetails,
  imageList,
  type ListedContainer,
  type ListedImage,
  type NetworkDetails,
  networkDetails,
  networkList,
  refusalBody,
} from './answers.ts'
import { type ContainerRequest, containerRequest, type NetworkRequest, networkRequest } from './container-request.ts'
import { type Refusal, refused } from './engine-faults.ts'
import { type Call, type EngineLink, nameOf, type OpenReply, type Reply } from './engine-link.ts'
import { parseJson } from './json-lines.ts'
import { labelFilter } from './labels.ts'

export type Made = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly refusal: Refusal }
/** `done`, or why not; `absent` when the thing is not there. */
export type Outcome = 'done' | 'absent' | Refusal
type Labels = Readonly<Record<string, string>>

export class DockerService {
  readonly #link: EngineLink

  constructor(link: EngineLink) {
    this.#link = link
  }

  async details(signal: AbortSignal) {
    return await this.#read({ method: 'GET', path: '/info' }, engineDetails, signal)
  }

  async version(signal: AbortSignal) {
    return await this.#read({ method: 'GET', path: '/version' }, engineVersion, signal)
  }

  async diskUsage(signal: AbortSignal) {
    const call: Call = { method: 'GET', path: '/system/df' }
    const reply = await this.#expect(call, [200], this.#link.deadlines.surveyMs, signal)
    return parseJson(nameOf(call), reply.text, diskUsage)
  }

  async createContainer(name: string, request: ContainerRequest, signal: AbortSignal): Promise<Made> {
    const body = containerRequest.parse(request)
    return await this.#make({ method: 'POST', path: '/containers/create', query: { name }, body }, signal)
  }

  /** A 404 stays a refusal: it may be the container that is missing, or its network. */
  async startContainer(id: string, signal: AbortSignal): Promise<'done' | Refusal> {
    return await this.#carryOut({ method: 'POST', path: `/containers/${id}/start` }, signal, 0)
  }

  async pauseContainer(id: string, signal: AbortSignal): Promise<Outcome> {
    return await this.#change({ method: 'POST', path: `/containers/${id}/pause` }, signal)
  }

  async unpauseContainer(id: string, signal: AbortSignal): Promise<Outcome> {
    return await this.#change({ method: 'POST', path: `/containers/${id}/unpause` }, signal)
  }

  /** SIGTERM, then SIGKILL after that many seconds. */
  async stopContainer(id: string, graceSeconds: number, signal: AbortSignal): Promise<Outcome> {
    const call: Call = { method: 'POST', path: `/containers/${id}/stop`, query: { t: String(graceSeconds) } }
    return await this.#change(call, signal, graceSeconds * 1000)
  }

  /** Kills what still runs and removes the container with the volumes that its image made. */
  async removeContainer(id: string, signal: AbortSignal): Promise<Outcome> {
    return await this.#change({ method: 'DELETE', path: `/containers/${id}`, query: { force: '1', v: '1' } }, signal)
  }

  /** Waits until the engine has no such container any more. */
  async awaitRemoval(id: string, signal: AbortSignal): Promise<Outcome> {
    const query = { condition: 'removed' }
    return await this.#change({ method: 'POST', path: `/containers/${id}/wait`, query }, signal)
  }

  async inspectContainer(idOrName: string, signal: AbortSignal): Promise<ContainerDetails | null> {
    return await this.#find({ method: 'GET', path: `/containers/${idOrName}/json` }, containerDetails, signal)
  }

  /** Containers in any state that carry all of these labels. */
  async listContainers(labels: Labels, signal: AbortSignal): Promise<readonly ListedContainer[]> {
    const query = { all: '1', filters: labelFilter(labels) }
    return await this.#read({ method: 'GET', path: '/containers/json', query }, containerList, signal)
  }

  /** Counts of one moment; null when there is no such container. */
  async stats(id: string, signal: AbortSignal): Promise<ContainerStats | null> {
    const query = { stream: '0', 'one-shot': '1' }
    return await this.#find({ method: 'GET', path: `/containers/${id}/stats`, query }, containerStats, signal)
  }

  /** Output as the engine frames it, or null when there is no such container. */
  async openLogs(id: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<OpenReply | null> {
    const call: Call = { method: 'GET', path: `/containers/${id}/logs`, query }
    const reply = await this.#link.open(call, this.#link.deadlines.readMs, signal)
    if (reply.status === 404) {
      reply.close()
      return null
    }
    return await ensureOk(call, reply)
  }

  async createNetwork(request: NetworkRequest, signal: AbortSignal): Promise<Made> {
    const body = networkRequest.parse(request)
    return await this.#make({ method: 'POST', path: '/networks/create', body }, signal)
  }

  async inspectNetwork(name: string, signal: AbortSignal): Promise<NetworkDetails | null> {
    return await this.#find({ method: 'GET', path: `/networks/${name}` }, networkDetails, signal)
  }

  async listNetworks(labels: Labels, signal: AbortSignal): Promise<readonly NetworkDetails[]> {
    const query = { filters: labelFilter(labels) }
    return await this.#read({ method: 'GET', path: '/networks', query }, networkList, signal)
  }

  async removeNetwork(id: string, signal: AbortSignal): Promise<Outcome> {
    return await this.#change({ method: 'DELETE', path: `/networks/${id}` }, signal)
  }

  async inspectImage(ref: string, signal: AbortSignal): Promise<ImageDetails | null> {
    return await this.#find({ method: 'GET', path: imagePath(ref, '/json') }, imageDetails, signal)
  }

  async listImages(labels: Labels, signal: AbortSignal): Promise<readonly ListedImage[]> {
    const query = { filters: labelFilter(labels) }
    return await this.#read({ method: 'GET', path: '/images/json', query }, imageList, signal)
  }

  /** Takes a tag away, and the image with its last one. */
  async removeImage(ref: string, signal: AbortSignal): Promise<Outcome> {
    return await this.#change({ method: 'DELETE', path: imagePath(ref) }, signal)
  }

  /** Sends a build's context; its progress comes back as lines of JSON. A refusal is for the caller to read. */
  async openBuild(query: Readonly<Record<string, string>>, context: Readable, signal: AbortSignal): Promise<OpenReply> {
    const call: Call = { method: 'POST', path: '/build', query, upload: context }
    return await this.#link.open(call, this.#link.deadlines.buildMs, signal)
  }

  /** Tells BuildKit to stop a build. The build's own answer ends when it has. */
  async cancelBuild(id: string, signal: AbortSignal): Promise<Outcome> {
    return await this.#change({ method: 'POST', path: '/build/cancel', query: { id } }, signal)
  }

  /** Events of containers that carry these labels, as lines of JSON. */
  async openEvents(labels: Labels, actions: readonly string[], signal: AbortSignal): Promise<OpenReply> {
    const label = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
    const filters = JSON.stringify({ type: ['container'], label, event: actions })
    const call: Call = { method: 'GET', path: '/events', query: { filters } }
    return await ensureOk(call, await this.#link.open(call, this.#link.deadlines.readMs, signal))
  }

  async #read<S extends z.ZodType>(call: Call, schema: S, signal: AbortSignal): Promise<z.infer<S>> {
    const reply = await this.#expect(call, [200], this.#link.deadlines.readMs, signal)
    return parseJson(nameOf(call), reply.text, schema)
  }

  async #find<S extends z.ZodType>(call: Call, schema: S, signal: AbortSignal): Promise<z.infer<S> | null> {
    const reply = await this.#expect(call, [200, 404], this.#link.deadlines.readMs, signal)
    return reply.status === 404 ? null : parseJson(nameOf(call), reply.text, schema)
  }

  async #make(call: Call, signal: AbortSignal): Promise<Made> {
    const reply = await this.#link.ask(call, this.#link.deadlines.changeMs, signal)
    if (reply.status === 200 || reply.status === 201)
      return { ok: true, id: parseJson(nameOf(call), reply.text, created).Id }
    return { ok: false, refusal: refusalOf(reply) }
  }

  async #change(call: Call, signal: AbortSignal, extraMs = 0): Promise<Outcome> {
    const outcome = await this.#carryOut(call, signal, extraMs)
    return outcome !== 'done' && outcome.status === 404 ? 'absent' : outcome
  }

  async #carryOut(call: Call, signal: AbortSignal, extraMs: number): Promise<'done' | Refusal> {
    const reply = await this.#link.ask(call, this.#link.deadlines.changeMs + extraMs, signal)
    // 304 says that it is so already
    if (reply.status === 200 || reply.status === 204 || reply.status === 304) return 'done'
    return refusalOf(reply)
  }

  async #expect(call: Call, statuses: readonly number[], ms: number, signal: AbortSignal): Promise<Reply> {
    const reply = await this.#link.ask(call, ms, signal)
    if (statuses.includes(reply.status)) return reply
    throw refused(nameOf(call), refusalOf(reply))
  }
}

/** Path of an image. Throws `invalid-input` for what is no reference and could lead elsewhere. */
function imagePath(ref: string, rest = ''): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/.test(ref) && !ref.includes('..')) return `/images/${ref}${rest}`
  return fail('invalid-input', `${JSON.stringify(ref)} is no reference of an image.`, 'Give an id or a tag.')
}

/** Throws `engine-refused` for an outcome that is neither done nor absent. */
export function settle(what: string, outcome: Outcome): 'done' | 'absent' {
  if (outcome === 'done' || outcome === 'absent') return outcome
  throw refused(what, outcome)
}

/** The refusal that an answer with an error status carries. */
export function refusalOf({ status, text }: Reply): Refusal {
  try {
    const body = refusalBody.safeParse(JSON.parse(text))
    return { status, message: body.success ? body.data.message : text.trim() }
  } catch {
    // not every refusal is JSON; its words are kept as they are
    return { status, message: text.trim().slice(0, 2_000) }
  }
}

/** Reads the body of an answer that is not going to be a stream after all. */
export async function textOf(reply: OpenReply): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of reply.chunks) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

async function ensureOk(call: Call, reply: OpenReply): Promise<OpenReply> {
  if (reply.status === 200) return reply
  throw refused(nameOf(call), refusalOf({ status: reply.status, text: await textOf(reply) }))
}
