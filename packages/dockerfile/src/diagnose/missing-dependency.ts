import { type Fault, fault } from '@kapsules/domain'
import { around, type BuildLog, lastMatch } from './build-log.ts'

/** How tools say that something imported is not there; the first group is its name. */
const importPatterns = [
  /Cannot find (?:module|package) ['"]([^'"]+)['"]/,
  /Can't resolve ['"]([^'"]+)['"]/,
  /[Ff]ailed to resolve import ['"]([^'"]+)['"]/,
  /Could not resolve ['"]([^'"]+)['"]/,
  /No module named ['"]?([\w.]+)['"]?/,
  /Unable to resolve (?:module|dependency) ['"`]?([^'"`\s]+)/,
]
const commandPattern = /(?:^|[:\s])([\w@./-]+): (?:command )?not found$/
const nativePart = /^@[\w-]+\/[\w-]*(?:linux|darwin|win32)-(?:x64|arm64)/

/** The fault of a build that stopped because something it imports or calls is not installed. */
export function missingDependency(log: BuildLog, isPython: boolean): Fault | undefined {
  for (const pattern of importPatterns) {
    const found = lastMatch(log, pattern)
    const name = found?.match[1]
    if (found !== undefined && name !== undefined) return importFault(name, around(log, found.at), isPython)
  }
  const called = lastMatch(log, commandPattern)
  const command = called?.match[1]
  if (called === undefined || command === undefined) return undefined
  return fault(
    'missing-dependency',
    `The build calls ${command}, which is not installed.`,
    `Add the package that brings ${command} to package.json, or remove the call.`,
    around(log, called.at),
  )
}

function importFault(name: string, evidence: string[], isPython: boolean): Fault {
  if (isFile(name)) {
    const hint = 'Add the file, or correct the import: paths are case-sensitive and relative to the importing file.'
    return fault('build-script-failed', `The source imports ${name}, which is not among the files.`, hint, evidence)
  }
  const dependency = isPython ? (name.split('.')[0] ?? name) : packageOf(name)
  const message = `The dependency ${dependency} is not installed.`
  if (nativePart.test(dependency)) {
    const hint =
      'The lockfile was written on another system and leaves this part out: deploy without the lockfile, or write it anew.'
    return fault('missing-dependency', message, hint, evidence)
  }
  const file = isPython ? 'requirements.txt' : 'the dependencies in package.json'
  return fault('missing-dependency', message, `Add ${dependency} to ${file}, or remove the import.`, evidence)
}

function isFile(name: string): boolean {
  return /^(?:\.{0,2}\/|[~@#]\/|\$|[A-Za-z]:\\)/.test(name)
}

function packageOf(name: string): string {
  const parts = name.split('/')
  return name.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? name)
}
