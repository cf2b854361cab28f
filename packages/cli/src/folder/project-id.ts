/** What a project is called when nobody says. */
import { basename, resolve } from 'node:path'
import { fail, projectIdPattern, type SourceFileInput } from '@kapsules/domain'

/**
 * The project's id: what was asked for, else the name in package.json, else the folder's name; made to fit where it was
 * not asked for. @throws FaultError `invalid-input` when nothing is left of it.
 */
export function chooseProjectId(
  asked: string | undefined,
  files: ReadonlyMap<string, SourceFileInput>,
  folder: string,
): string {
  // what was asked for is sent as it is: the server says what is wrong with it
  if (asked !== undefined) return asked
  for (const name of [packageName(files.get('package.json')), basename(resolve(folder))]) {
    const id = fit(name)
    if (projectIdPattern.test(id)) return id
  }
  fail('invalid-input', 'No project id can be made of the name of this folder.', 'Give one with --project.')
}

function packageName(file: SourceFileInput | undefined): string {
  if (file === undefined) return ''
  try {
    const manifest: unknown = JSON.parse(typeof file === 'string' ? file : file.content)
    if (typeof manifest !== 'object' || manifest === null || !('name' in manifest)) return ''
    return typeof manifest.name === 'string' ? manifest.name : ''
  } catch (error) {
    // a broken package.json is the build's to complain about, with its line
    if (error instanceof SyntaxError) return ''
    throw error
  }
}

function fit(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100)
    .replace(/-+$/, '')
}
