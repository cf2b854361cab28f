import type Docker from 'dockerode'
import { imageArchive } from './image-archive.ts'
import { nginxRecipe } from './nginx.ts'
import { nodeRecipe } from './node.ts'
import { pythonRecipe } from './python.ts'
import type { Recipe } from './recipe.ts'
import type { BaseImageSettings, BaseName } from './settings.ts'
import { inWorkshop } from './workshop.ts'

export const recipes: Readonly<Record<BaseName, Recipe>> = {
  node: nodeRecipe,
  nginx: nginxRecipe,
  python: pythonRecipe,
}

export async function makeLocally(engine: Docker, settings: BaseImageSettings, name: BaseName, version: string, signal: AbortSignal) {
  const { Arch: architecture } = await engine.version()
  const tag = `kapsules/${name}:${version}`
  await inWorkshop(settings.cacheDir, async (folder) => {
    const shop = { folder, cacheDir: settings.cacheDir, architecture, caFile: settings.caFile, signal }
    const { tree, config } = await recipes[name].make(version, shop)
    const labelled = { ...config, Labels: { 'kapsules.base': name } }
    const archive = await imageArchive(tree, labelled, { architecture }, tag, signal)
    const answer = await engine.loadImage(archive, { quiet: true, abortSignal: signal })
    await new Promise<void>((resolve, reject) =>
      engine.modem.followProgress(answer, (error, out) => { console.log(JSON.stringify(out)); return error ? reject(error) : resolve() }),
    )
  })
  return tag
}
