import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { debianDependencies, layDebianPackages } from './debian-packages.ts'
import { ImageTree } from './image-tree.ts'
import { layNpmPackage } from './npm-packages.ts'
import { inWorkshop, type Workshop } from './workshop.ts'

/** Packages by the ordinary clients of the distribution and of npm, when the network helps and when it does not. */

let cacheDir: string

beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'kapsules-test-packages-'))
})
afterAll(async () => await rm(cacheDir, { recursive: true, force: true }))

const inShop = <T>(architecture: string, work: (shop: Workshop) => Promise<T>): Promise<T> =>
  inWorkshop(cacheDir, (folder) =>
    work({ folder, cacheDir, architecture, caFile: '', signal: AbortSignal.timeout(100_000) }),
  )

describe('packages of the distribution', () => {
  it('are fetched with fresh lists of our own when the host knows nothing of the architecture', async () => {
    const tree = new ImageTree()
    await inShop('arm64', (shop) => layDebianPackages(['libc6'], tree, shop))
    expect(tree.get('usr/lib/aarch64-linux-gnu/libc.so.6')).toMatchObject({ type: 'file' })
    expect(tree.get('usr/lib/aarch64-linux-gnu/libgcc_s.so.1')).toMatchObject({ type: 'file' })
    expect(await inShop('arm64', (shop) => debianDependencies('libc6', shop))).toContain('libgcc-s1')
  })

  it('that do not exist are a fault that shows both tries', async () => {
    const refused = inShop('amd64', (shop) => layDebianPackages(['kapsules-no-such-package'], new ImageTree(), shop))
    await expect(refused).rejects.toMatchObject({
      fault: {
        code: 'base-image-missing',
        evidence: expect.arrayContaining(['With the lists of the host:', 'With fresh lists:']),
      },
    })
    expect((await readdir(cacheDir)).filter((name) => name.startsWith('making-'))).toEqual([])
  })
})

describe('packages of npm', () => {
  const packageJson = (path: string) => (path === 'package.json' ? path : undefined)

  it('are taken from what was fetched before when the registry is out of reach', async () => {
    const fetched = await inShop('amd64', (shop) => layNpmPackage('is-number@7', new ImageTree(), packageJson, shop))
    const tree = new ImageTree()
    const kept = await inShop('amd64', async (shop) => {
      await cutOff(shop)
      return await layNpmPackage('is-number@7', tree, packageJson, shop)
    })
    expect(kept).toBe(fetched)
    expect(tree.get('package.json')).toMatchObject({ type: 'file' })
  })

  it('are a fault with the lines of npm when there is nothing', async () => {
    const refused = inShop('amd64', async (shop) => {
      await cutOff(shop)
      return await layNpmPackage('is-odd@3', new ImageTree(), packageJson, shop)
    })
    await expect(refused).rejects.toMatchObject({
      fault: {
        code: 'base-image-missing',
        evidence: expect.arrayContaining([expect.stringContaining('ECONNREFUSED')]),
      },
    })
  })
})

/** Sends npm to a proxy that is not there. */
async function cutOff(shop: Workshop): Promise<void> {
  const nowhere = 'http://127.0.0.1:9'
  await writeFile(join(shop.folder, '.npmrc'), `proxy=${nowhere}\nhttps-proxy=${nowhere}\nnoproxy=\n`)
}
