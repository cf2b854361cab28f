import semver from 'semver'
import type { FileMap } from '../project-files.ts'
import { readText } from '../project-files.ts'
import { quoteForPeople } from '../safe-text.ts'
import type { PythonRequirements } from './requirements.ts'

/** The Python version to use. There is one; what the project asks for is compared with it and said. */
export function pickPythonVersion(
  files: FileMap,
  asked: PythonRequirements,
  available: string,
): { version: string; reason: string } {
  const wishes = [
    { text: readText(files, '.python-version'), source: '.python-version' },
    { text: readText(files, 'runtime.txt')?.replace(/^python-/, ''), source: 'runtime.txt' },
    { text: asked.requiresPython, source: 'pyproject.toml' },
  ]
  const wish = wishes.find(({ text }) => text?.trim())
  const text = wish?.text?.trim().slice(0, 100)
  if (wish === undefined || text === undefined) {
    return { version: available, reason: `Python ${available} because the project asks for no version` }
  }
  const said = `${wish.source} says ${quoteForPeople(text)}`
  return accepts(text, available)
    ? { version: available, reason: `Python ${available}; ${said}` }
    : { version: available, reason: `Python ${available}, the only one there is, although ${said}` }
}

/** Python writes ranges with commas and `~=`; what cannot be read counts as accepted and the installer decides. */
function accepts(text: string, available: string): boolean {
  const version = semver.coerce(available)
  const range = semver.validRange(text.replaceAll(',', ' ').replaceAll('~=', '~').replaceAll('==', '='))
  return version === null || range === null || semver.satisfies(version, range)
}
