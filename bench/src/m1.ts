/** M1: from files to the first answer, against the same Dockerfile and container through raw engine calls. */
import { setTimeout as pause } from 'node:timers/promises'
import type { KapsulesClient } from '@kapsules/client'
import { createRawEngine, type Model, pollUntil, type RawEngine } from './raw-engine.ts'
import type { Contest } from './rounds.ts'
import { answerOf, sampleProject } from './sample-project.ts'

interface M1Parts {
  readonly client: KapsulesClient
  readonly engine: RawEngine
  readonly model: Model
  /** Tells the contests of one run apart. */
  readonly id: string
}

/** A host port outside the server's range, for the peer. */
const peerPort = 29_990
const rounds = { warmUps: 2, rounds: 15 }

/**
 * The contests of M1. The peer gives what we give: a container with the same limits on a network of its own. How we stand
 * against an image that is run with no containment at all is measured too, without a bar.
 */
export async function m1Contests(client: KapsulesClient): Promise<readonly Contest[]> {
  const engine = createRawEngine()
  const model = await learnModel(client, engine)
  const bare = { ...model, contained: null }
  const parts = (id: string, of: Model): M1Parts => ({ client, engine, model: of, id: `${id}-${process.pid}` })
  return [
    { ...firstDeploy(parts('first', model)), name: 'first deploy of a new project', bar: 1.05 },
    { ...changedFile(parts('changed', model)), name: 'the same with one changed source file', bar: 1 },
    { ...unchanged(parts('same', model)), name: 'an unchanged project', bar: 0.05 },
    { ...firstDeploy(parts('bare', bare)), name: 'first deploy, peer not contained', bar: null },
    { ...changedFile(parts('bare-changed', bare)), name: 'one changed file, peer not contained', bar: null },
  ]
}

type Unnamed = Omit<Contest, 'name' | 'bar'>

function firstDeploy({ client, engine, model, id }: M1Parts): Unnamed {
  const leftovers: (() => Promise<unknown>)[] = []
  const tidy = async () => {
    for (const remove of leftovers.splice(0)) await remove()
  }
  return {
    metric: 'M1',
    ...rounds,
    prepare: tidy,
    cleanUp: tidy,
    async ours(round) {
      const previewId = await deployAndAsk(client, `m1-${id}-${round}`, `ours ${round} ${Date.now()}`, 'first')
      leftovers.push(() => deleteAndWait(client, previewId))
    },
    async peer(round) {
      const files = sampleProject(`peer ${round} ${Date.now()}`, 'first')
      leftovers.push(
        await engine.run({ model, files, name: `${id}-${round}`, hostPort: peerPort, text: answerOf('first') }),
      )
    },
  }
}

function changedFile({ client, engine, model, id }: M1Parts): Unnamed {
  const projectId = `m1-${id}`
  const nonce = String(Date.now())
  let undo = async () => {}
  return {
    metric: 'M1',
    ...rounds,
    async prepare(round) {
      if (round === 0) await deployAndAsk(client, projectId, nonce, 'before')
      await undo()
      await settle(client, projectId)
    },
    cleanUp: () => undo(),
    async ours(round) {
      await deployAndAsk(client, projectId, nonce, `ours ${round}`)
    },
    async peer(round) {
      const files = sampleProject(nonce, `peer ${round}`)
      undo = await engine.run({
        ...{ model, files, name: `${id}-${round}`, hostPort: peerPort },
        text: answerOf(`peer ${round}`),
      })
    },
  }
}

function unchanged({ client, engine, model, id }: M1Parts): Unnamed {
  const projectId = `m1-${id}`
  const nonce = String(Date.now())
  let undo = async () => {}
  return {
    metric: 'M1',
    ...rounds,
    async prepare(round) {
      if (round === 0) await deployAndAsk(client, projectId, nonce, 'same')
      await undo()
    },
    cleanUp: () => undo(),
    async ours() {
      await deployAndAsk(client, projectId, nonce, 'same')
    },
    async peer(round) {
      const files = sampleProject(`peer ${round} ${Date.now()}`, 'same')
      undo = await engine.run({
        ...{ model, files, name: `${id}-${round}`, hostPort: peerPort },
        text: answerOf('same'),
      })
    },
  }
}

/** The Dockerfile that the server makes of the project, and how it contains what comes of it. */
async function learnModel(client: KapsulesClient, engine: RawEngine): Promise<Model> {
  const previewId = await deployAndAsk(client, `m1-learn-${process.pid}`, 'learn', 'learn')
  const contained = await engine.learn(previewId)
  const { items } = await client.trpc.builds.list.query({ previewId })
  const recipe = items[0]?.recipe
  await deleteAndWait(client, previewId)
  if (!recipe) throw new Error('the build has no recipe')
  return { dockerfile: recipe.dockerfile, appPort: recipe.port, contained }
}

/** Deletes a preview and waits until it is gone, so that its removal does not run into the next measurement. */
async function deleteAndWait(client: KapsulesClient, previewId: string): Promise<void> {
  await client.trpc.previews.delete.mutate({ previewId })
  await until(async () => {
    const { items } = await client.trpc.previews.list.query({ limit: 1000 })
    return !items.some((preview) => preview.id === previewId)
  })
}

/** Waits until the old version of a preview is gone from the engine. */
async function settle(client: KapsulesClient, projectId: string): Promise<void> {
  const { items } = await client.trpc.previews.list.query({ search: projectId })
  const preview = items.find((item) => item.projectId === projectId)
  if (!preview) return
  await until(async () => {
    const { instances } = await client.trpc.previews.get.query({ previewId: preview.id })
    return instances.filter((instance) => instance.state !== 'ended').length === 1
  })
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('what a measurement leaves behind did not go')
    await pause(50)
  }
}

/** Deploys, waits until this very version serves, and asks; any other answer is no measurement. Gives the preview's id. */
async function deployAndAsk(client: KapsulesClient, projectId: string, nonce: string, page: string): Promise<string> {
  const files = Object.fromEntries(sampleProject(nonce, page))
  const { previewId, versionId, url, unchanged } = await client.trpc.previews.deploy.mutate({ projectId, files })
  const address = unchanged && url ? url : (await client.waitUntilLive(previewId, versionId)).url
  await pollUntil(address, answerOf(page))
  return previewId
}
