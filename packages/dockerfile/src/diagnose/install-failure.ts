import { type Fault, fault } from '@kapsules/domain'
import { type BuildLog, errorLines, lastMatch } from './build-log.ts'

interface Cause {
  readonly pattern: RegExp
  readonly message: (name: string) => string
  readonly hint: string
}

const registry = 'Check its name and version; only versions that the registry has can be installed.'

/** What installers say, most telling first. The first group, if any, names the package. */
const causes: readonly Cause[] = [
  {
    pattern: /No matching version found for ([^\s]+?)\.?(?:\s|$)/,
    message: (name) => `There is no version of ${name} in the registry.`,
    hint: registry,
  },
  {
    pattern: /(?:404\s+)?['"]?([@\w/.-]+(?:@[^\s'"]+)?)['"]? (?:is not in this registry|is not in the npm registry)/,
    message: (name) => `${name} is not in the registry.`,
    hint: registry,
  },
  {
    pattern: /(?:GET \S+\/|404 Not Found - GET \S+\/)([@\w%.-]+)(?:: Not Found - 404|$| - Not found)/,
    message: (name) => `${name} is not in the registry.`,
    hint: registry,
  },
  {
    pattern: /(?:satisfies the requirement|No matching distribution found for) ([\w.[\]-]+[^\s]*)/,
    message: (name) => `There is no installable version of ${name}.`,
    hint: registry,
  },
  {
    pattern: /ERESOLVE|unable to resolve dependency tree|ResolutionImpossible|ERR_PNPM_PEER_DEP/,
    message: () => 'The dependencies ask for versions that exclude each other.',
    hint: 'Choose versions whose peer dependencies agree; the log names the pair. An .npmrc with legacy-peer-deps=true ignores it.',
  },
  {
    pattern: /gyp ERR!|node-gyp|gcc: (?:command )?not found|make: (?:command )?not found|error: command '[\w/.-]*gcc'/,
    message: () => 'A dependency has to be compiled, and there is no compiler in the build.',
    hint: 'Use a version of it that brings prebuilt binaries for Linux x64, or a package without native code.',
  },
  {
    pattern:
      /ENOTFOUND|ETIMEDOUT|ECONNRESET|ECONNREFUSED|EAI_AGAIN|SELF_SIGNED|UNABLE_TO_GET_ISSUER|CERTIFICATE_VERIFY_FAILED/,
    message: () => 'The package registry could not be reached.',
    hint: 'Deploy again. When it stays so, the registry or the proxy in front of it needs to be looked at.',
  },
  {
    pattern: /EBADENGINE|Unsupported engine|The engine "node" is incompatible|requires a different Python/,
    message: () => 'A dependency does not support this version of the runtime.',
    hint: 'Choose another version of the dependency, or set engines.node in package.json.',
  },
]

/** Whether a log line is an installer's complaint. */
export const installerError =
  /npm (?:error|ERR!)|ERR_PNPM|➤ YN\d+|^ERROR: |^error: |error (?:An unexpected|Couldn't|Command)/

/** The fault of a build whose dependencies could not be installed. */
export function installFailure(log: BuildLog): Fault {
  const evidence = errorLines(log, installerError)
  for (const { pattern, message, hint } of causes) {
    const found = lastMatch(log, pattern)
    if (found !== undefined) {
      const line = log.lines[found.at] ?? ''
      return fault(
        'install-failed',
        message(found.match[1] ?? ''),
        hint,
        evidence.includes(line) ? evidence : [line, ...evidence],
      )
    }
  }
  const hint = 'Read the lines of the installer; correct the dependencies that they name.'
  return fault('install-failed', 'The dependencies could not be installed.', hint, evidence)
}
