/** M1: from files to the first answer, against the same Dockerfile through raw engine calls. */
import { setTimeout as pause } from 'node:timers/promises'
import type { KapsulesClient } from '@kapsules/client'
import { createRawEngine, pollUntil, type RawEngine } from './raw-engine.ts'
import type { Contest } from './rounds.ts'
import { answerOf, sampleProject } from './sample-project.ts'

export interface M1Parts {
  readonly client: KapsulesClient
  readonly engine: RawEngine
  /** A host port outside the server's range, for the peer. */
  readonly peerPort: number
}

interface Deployed {
  readonly previewId: string
  readonly buildId: string
}

const appPort = 8080

/** The three contests of M1. */
export function m1Contests(parts: M1Parts): readonly Contest[] {
  return [firstDeploy(parts), changedFile(parts), unchanged(parts)]
}

/** Makes the parts for a server at hand. */
export function m1Parts(client: KapsulesClient): M1Parts {
  return { client, engine: createRawEngine(), peerPort: 29_990 }
}

function firstDeploy({ client, engine, peerPort }: M1Parts): Contest {
  const leftovers: (() => Promise<unknown>)[] = []
  let dockerfile = ''
  return {
    name: 'first deploy of a new project',
    metric: 'M1',
    bar: 1.05,
    warmUps: 2,
    rounds: 15,
    async prepare() {
      for (const remove of leftovers.splice(0)) await remove()
      dockerfile ||= await learnDockerfile(client)
    },
    async ours(round) {
      const { previewId } = await deployAndAsk(
        client,
        `m1-first-${round}-${process.pid}`,
        `ours ${round} ${Date.now()}`,
        'first',
      )
      leftovers.push(() => deleteAndWait(client, previewId))
    },
    async peer(round) {
      const tag = `kapsules-bench:m1-${round}`
      const files = sampleProject(`peer ${round} ${Date.now()}`, 'first')
      const id = await engine.run({ dockerfile, files, tag, hostPort: peerPort, appPort, text: answerOf('first') })
      leftovers.push(() => engine.remove(id, tag))
    },
    async cleanUp() {
      for (const remove of leftovers.splice(0)) await remove()
    },
  }
}

function changedFile({ client, engine, peerPort }: M1Parts): Contest {
  const projectId = `m1-changed-${process.pid}`
  let dockerfile = ''
  let running: { id: string; tag: string } | null = null
  const nonce = String(Date.now())
  return {
    name: 'the same with one changed source file',
    metric: 'M1',
    bar: 1,
    warmUps: 2,
    rounds: 15,
    async prepare(round) {
      dockerfile ||= await learnDockerfile(client)
      if (round === 0) await deployAndAsk(client, projectId, nonce, 'before')
      if (running) await engine.remove(running.id, running.tag)
      running = null
    },
    async ours(round) {
      await deployAndAsk(client, projectId, nonce, `ours ${round}`)
    },
    async peer(round) {
      const tag = `kapsules-bench:m1-changed-${round}`
      const id = await engine.run({
        dockerfile,
        files: sampleProject(nonce, `peer ${round}`),
        tag,
        hostPort: peerPort,
        appPort,
        text: answerOf(`peer ${round}`),
      })
      running = { id, tag }
    },
    async cleanUp() {
      if (running) await engine.remove(running.id, running.tag)
    },
  }
}

function unchanged({ client, engine, peerPort }: M1Parts): Contest {
  const projectId = `m1-same-${process.pid}`
  const nonce = String(Date.now())
  let dockerfile = ''
  let running: { id: string; tag: string } | null = null
  return {
    name: 'an unchanged project',
    metric: 'M1',
    bar: 0.05,
    warmUps: 2,
    rounds: 15,
    async prepare(round) {
      dockerfile ||= await learnDockerfile(client)
      if (round === 0) await deployAndAsk(client, projectId, nonce, 'same')
      if (running) await engine.remove(running.id, running.tag)
      running = null
    },
    async ours() {
      await deployAndAsk(client, projectId, nonce, 'same')
    },
    async peer(round) {
      const tag = `kapsules-bench:m1-same-${round}`
      const fresh = sampleProject(`peer ${round} ${Date.now()}`, 'same')
      const id = await engine.run({
        dockerfile,
        files: fresh,
        tag,
        hostPort: peerPort,
        appPort,
        text: answerOf('same'),
      })
      running = { id, tag }
    },
    async cleanUp() {
      if (running) await engine.remove(running.id, running.tag)
    },
  }
}

/** The Dockerfile that the server makes of the project, to be given to the peer as well. */
async function learnDockerfile(client: KapsulesClient): Promise<string> {
  const { buildId, previewId } = await deployAndAsk(client, `m1-learn-${process.pid}`, 'learn', 'learn')
  const { recipe } = await client.trpc.builds.get.query({ buildId })
  await client.trpc.previews.delete.mutate({ previewId })
  if (!recipe) throw new Error('the build has no recipe')
  return recipe.dockerfile
}

/** Deletes a preview and waits until it is gone, so that its removal does not run into the next measurement. */
async function deleteAndWait(client: KapsulesClient, previewId: string): Promise<void> {
  await client.trpc.previews.delete.mutate({ previewId })
  const deadline = performance.now() + 60_000
  while (performance.now() < deadline) {
    const { items } = await client.trpc.previews.list.query({ limit: 1000 })
    if (!items.some((preview) => preview.id === previewId)) return
    await pause(50)
  }
  throw new Error('a deleted preview did not go')
}

/** Deploys, waits until this very version serves, and asks; any other answer is no measurement. */
async function deployAndAsk(client: KapsulesClient, projectId: string, nonce: string, page: string): Promise<Deployed> {
  const files = Object.fromEntries(sampleProject(nonce, page))
  const { previewId, versionId, buildId, url, unchanged } = await client.trpc.previews.deploy.mutate({
    projectId,
    files,
  })
  const address = unchanged && url ? url : (await client.waitUntilLive(previewId, versionId)).url
  await pollUntil(address, answerOf(page))
  return { previewId, buildId }
}
