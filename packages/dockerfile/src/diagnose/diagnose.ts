import { type Fault, fault } from '@kapsules/domain'
import type { BuildRecipe } from '../recipe.ts'
import { around, type BuildLog, errorLines, lastMatch, readBuildLog } from './build-log.ts'
import { installerError, installFailure } from './install-failure.ts'
import { missingDependency } from './missing-dependency.ts'

type Recipe = Pick<BuildRecipe, 'kind'>

const outOfMemory = /JavaScript heap out of memory|Cannot allocate memory|\bENOMEM\b|(?:^|\s)Killed$|signal:? SIGKILL/
const missingBase =
  /pull access denied|manifest (?:unknown|for \S+ not found)|failed to resolve source metadata|repository does not exist|failed to (?:do request|authorize)|\/v2\/\S*": dial tcp/
const badDockerfile =
  /dockerfile parse error|unknown instruction|failed to parse (?:stage name|dockerfile)|Dockerfile parse error/
const installCommand =
  /\b(?:npm (?:ci|install)|pnpm install|yarn install|bun install|pip install|uv sync|poetry install)\b/
const noPages = /kapsules: the build made no index\.html/

/**
 * The typed reason of a failed build, read out of its log. `exitCode` is that of the failed step when the engine told
 * it apart from the log.
 */
export function diagnoseBuildFailure(recipe: Recipe, lines: readonly string[], exitCode?: number): Fault {
  const log = readBuildLog(lines, exitCode)
  return beforeAnyStep(log) ?? ofStep(recipe, log)
}

function beforeAnyStep(log: BuildLog): Fault | undefined {
  const memory = lastMatch(log, outOfMemory)
  if (log.exitCode === 137 || memory !== undefined) {
    const hint = 'Build less at once (smaller bundles, fewer source maps), or deploy with more memory for the build.'
    const evidence = memory === undefined ? log.lines.slice(-6) : around(log, memory.at)
    return fault('out-of-memory', 'The build used more memory than it may.', hint, evidence)
  }
  const base = lastMatch(log, missingBase)
  if (base !== undefined) {
    const hint = 'Check the image names after FROM; only images that the engine has or can pull can be used.'
    return fault('base-image-missing', 'An image that the build starts from is not there.', hint, around(log, base.at))
  }
  const syntax = lastMatch(log, badDockerfile)
  if (syntax === undefined) return undefined
  return fault(
    'invalid-dockerfile',
    'The builder cannot read the Dockerfile.',
    'Correct the line that it names.',
    around(log, syntax.at),
  )
}

function ofStep(recipe: Recipe, log: BuildLog): Fault {
  if (recipe.kind === 'dockerfile') return stepFailure(log)
  if (stoppedWhileInstalling(log)) return installFailure(log)
  const pages = lastMatch(log, noPages)
  if (pages !== undefined) {
    const hint = 'Let the build write an index.html into dist (or the output folder of the framework).'
    return fault('build-script-failed', 'The build made no page to show.', hint, around(log, pages.at))
  }
  return missingDependency(log, recipe.kind === 'python') ?? scriptFailure(log)
}

/** The failed command tells; without it, whether the log's last error is an installer's. */
function stoppedWhileInstalling(log: BuildLog): boolean {
  if (log.command !== undefined) return installCommand.test(log.command)
  const tail: BuildLog = { ...log, lines: log.lines.slice(-25) }
  const ranScript = lastMatch(tail, /Lifecycle script|ELIFECYCLE|exited with code|Command failed/) !== undefined
  return !ranScript && lastMatch(tail, installerError) !== undefined
}

function scriptFailure(log: BuildLog): Fault {
  const typed = lastMatch(log, /error TS\d+:|Type error:/)
  const message = typed === undefined ? 'The build script failed.' : 'The sources do not pass the type check.'
  const hint = 'Correct what the lines name, and run the same build script on your side.'
  const evidence = typed === undefined ? errorLines(log) : errorLines(log, /error TS\d+:|Type error:|\.tsx?[:(]\d+/)
  return fault('build-script-failed', message, hint, evidence)
}

function stepFailure(log: BuildLog): Fault {
  const what =
    log.command === undefined
      ? 'A step of the Dockerfile failed'
      : `This step of the Dockerfile failed: ${log.command.slice(0, 120)}`
  const code = log.exitCode === undefined ? '.' : ` (exit code ${log.exitCode}).`
  return fault(
    'build-step-failed',
    `${what}${code}`,
    'Correct the command, or what it needs to be there before it.',
    log.lines.slice(-12),
  )
}
