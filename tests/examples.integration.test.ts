/** Every example is really built, really runs contained, and really answers. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { SourceFileInput } from '@kapsules/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleted, deployLive, settled } from './deploys.ts'
import { startServer, type TestServer } from './harness.ts'

const folder = resolve(import.meta.dirname, '../examples')
const examples = (await readdir(folder, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

/** Built and served as a single page: any address gives the page. */
const singlePage = ['vite-react', 'vite-vue', 'vite-svelte']

let server: TestServer

beforeAll(async () => {
  server = await startServer({ slot: 20 })
})
afterAll(() => server.dispose())

async function readExample(name: string): Promise<Record<string, SourceFileInput>> {
  const root = join(folder, name)
  const files: Record<string, SourceFileInput> = {}
  for (const path of await readdir(root, { recursive: true })) {
    if (path.split('/').includes('node_modules') || !(await stat(join(root, path))).isFile()) continue
    files[path] = { content: (await readFile(join(root, path))).toString('base64'), encoding: 'base64' }
  }
  return files
}

describe('examples', () => {
  it('there are all of them', () => {
    expect(examples).toEqual(
      expect.arrayContaining([
        ...['static-site', 'vite-react', 'vite-vue', 'vite-svelte', 'nextjs', 'express', 'fastify-no-lock'],
        ...['astro', 'sveltekit', 'flask', 'fastapi', 'own-dockerfile'],
      ]),
    )
  })

  it.each(examples)('%s is built, runs, and answers with its page', { timeout: 400_000 }, async (name) => {
    const { previewId, versionId } = await server.client.trpc.previews.deploy.mutate({
      projectId: name,
      files: await readExample(name),
    })
    const detail = await settled(server, previewId, versionId, 300_000)
    expect(detail, JSON.stringify(detail.fault)).toMatchObject({ phase: 'live', fault: null, health: 'healthy' })
    const page = await fetch(`${detail.url}/`)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect((await page.text()).toLowerCase()).toContain('<html')
    const deep = await fetch(`${detail.url}/some/where/deep`, { headers: { accept: 'text/html' } })
    if (singlePage.includes(name)) expect(deep.status).toBe(200)
    if (name === 'static-site') expect(deep.status).toBe(404)
    await deleted(server, previewId)
  })

  it('a change to one source file of a project with dependencies uses the dependency layer', async () => {
    const files = await readExample('vite-react')
    await deployLive(server, 'layers', files as Record<string, string>)
    const changed = { ...files, 'src/extra.ts': 'export const extra = 1\n' }
    const { buildId, plan, previewId, versionId } = await server.client.trpc.previews.deploy.mutate({
      projectId: 'layers',
      files: changed,
    })
    expect(plan.path).toBe('layered')
    await settled(server, previewId, versionId, 120_000)
    const { steps } = await server.client.trpc.builds.get.query({ buildId })
    const install = steps.find((step) => /npm (ci|install)/.test(step.name))
    expect(install?.state).toBe('cached')
  })
})
