/** Something to see on an empty database: one of the examples, deployed as anybody else would. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { checkSourceFiles, FaultError, type SourceFileInput } from '@kapsules/domain'
import type { Database } from './store/database.ts'
import { type DeployResult, deployPreview, hasEverDeployed } from './store/deploy.ts'

export interface DemoSettings {
  /** Folder of the example. */
  readonly folder: string
  readonly tenantId: string
  readonly recipeKey: string
}

/** Deploys the example when nothing has ever been deployed; null when something has. */
export async function deployDemo(
  database: Database,
  { folder, tenantId, recipeKey }: DemoSettings,
): Promise<DeployResult | null> {
  if (await hasEverDeployed(database)) return null
  const checked = checkSourceFiles(await readFolder(folder))
  if (!checked.ok) throw new FaultError(checked.fault)
  const request = {
    tenantId,
    projectId: 'welcome',
    name: 'main',
    env: null,
    resources: null,
    actor: 'system',
    recipeKey,
  }
  return deployPreview(database, { ...request, files: checked.files })
}

async function readFolder(folder: string): Promise<[string, SourceFileInput][]> {
  const entries: [string, SourceFileInput][] = []
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name)
    if (name.split(sep).includes('node_modules') || !(await stat(path)).isFile()) continue
    const content = (await readFile(path)).toString('base64')
    entries.push([relative(folder, path).split(sep).join('/'), { content, encoding: 'base64' }])
  }
  return entries
}
