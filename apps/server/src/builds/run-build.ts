/** One build from claim to outcome. */

import { type BuildRecipe, diagnoseBuildFailure } from '@kapsules/dockerfile'
import { type Fault, fault, toFault } from '@kapsules/domain'
import type { Runtime } from '@kapsules/runtime'
import type { Live } from '../live/live.ts'
import { type BuildOutcome, type ClaimedBuild, writeRecipe } from '../store/builds.ts'
import type { Database } from '../store/database.ts'
import { readFiles } from '../store/versions.ts'
import { type MakeGenerator, makeContext, makeRecipe } from './context.ts'
import { type BuildOutputSink, openBuildOutput } from './output.ts'

export interface BuildParts {
  readonly database: Database
  readonly live: Live
  readonly runtime: Runtime
  readonly makeGenerator: MakeGenerator
  /** A build that takes longer is ended, ms. */
  readonly timeoutMs: number
}

/**
 * Runs a claimed build. Resolves with its outcome, or null when `stop` fired first: then the caller says what becomes of
 * it. Never throws for what the project did; throws only when the store cannot be written.
 */
export async function runBuild(
  parts: BuildParts,
  build: ClaimedBuild,
  stop: AbortSignal,
): Promise<BuildOutcome | null> {
  const output = await openBuildOutput(parts.database, parts.live, build, stop)
  if (build.attempt > 1) await output.say(`The build was interrupted. Building again, attempt ${build.attempt}.`)
  const deadline = AbortSignal.timeout(parts.timeoutMs)
  try {
    return await buildImage(parts, build, output, AbortSignal.any([stop, deadline]))
  } catch (error) {
    if (stop.aborted) return null
    const why = deadline.aborted ? timedOut(parts.timeoutMs, output) : toFault(error)
    await output.say(why.message)
    return { status: 'failed', fault: why }
  } finally {
    await output.flush()
  }
}

async function buildImage(
  parts: BuildParts,
  build: ClaimedBuild,
  output: BuildOutputSink,
  signal: AbortSignal,
): Promise<BuildOutcome> {
  const files = await readFiles(parts.database.pool, build.versionId)
  const recipe = await makeRecipe(
    files,
    (baseRef) => parts.makeGenerator(baseRef, build.tenantId),
    parts.runtime,
    signal,
  )
  await writeRecipe(parts.database, build, recipe)
  await output.say(`${recipe.framework}: ${recipe.reasons.join('; ')}.`)
  const tag = `kapsules/preview:${build.id}`
  const result = await parts.runtime.build(
    {
      buildId: build.id,
      previewId: build.previewId,
      tag,
      dockerfile: recipe.dockerfile,
      files: makeContext(files, recipe),
    },
    (item) => output.take(item),
    signal,
  )
  signal.throwIfAborted()
  if (!result.ok) return { status: 'failed', fault: diagnose(recipe, output, result.failure) }
  return { status: 'succeeded', imageTag: tag, imageId: result.image.imageId, imageBytes: result.image.sizeBytes }
}

function diagnose(
  recipe: BuildRecipe,
  output: BuildOutputSink,
  failure: { message: string; exitCode: number | null },
): Fault {
  const tail = output.tail()
  // some engines say it as their last line too
  const lines = tail.at(-1) === failure.message ? tail : [...tail, failure.message]
  return diagnoseBuildFailure(recipe, lines, failure.exitCode ?? undefined)
}

function timedOut(timeoutMs: number, output: BuildOutputSink): Fault {
  return fault(
    'build-timed-out',
    `The build took longer than ${Math.round(timeoutMs / 1000)} s and was ended.`,
    'Look at the step that was running: a build script must end by itself, not watch or serve.',
    output.tail().slice(-10),
  )
}
