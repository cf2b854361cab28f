import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The folders of our packages by their names, such as `@kapsules/domain` -> `packages/domain`. */
export async function readWorkspaces(root: string): Promise<Map<string, string>> {
  const folders = new Map<string, string>()
  for await (const file of glob(['*/package.json', '{packages,apps}/*/package.json'], { cwd: root })) {
    const { name } = JSON.parse(await readFile(join(root, file), 'utf8')) as { name: string }
    folders.set(name, dirname(file))
  }
  return folders
}
