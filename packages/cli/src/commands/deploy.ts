/** `kapsules deploy <dir>` */
import { type Deployed, deployFiles, deployToSandbox } from '@kapsules/client'
import type { Context } from '../context.ts'
import { type DeployReport, detachNote, emptyReport, writeDeploySummary } from '../deploy-report.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { faultOf } from '../fault-of.ts'
import { chooseProjectId } from '../folder/project-id.ts'
import { type ProjectFolder, readFolder } from '../folder/read-folder.ts'
import { untilInterrupted } from '../interrupts.ts'
import { DeployPrinter } from '../terminal/deploy-printer.ts'
import { writeFault } from '../terminal/fault-text.ts'
import { formatBytes } from '../terminal/format.ts'
import type { Channel } from '../terminal/screen.ts'

export interface DeployCommandOptions {
  readonly project?: string
  readonly name: string
  readonly env: ReadonlyMap<string, string>
  /** Bytes. */
  readonly memory?: number
  readonly json?: true
  readonly wait: boolean
  /** Ms. */
  readonly timeout: number
}

/** Deploys a folder and, unless told otherwise, waits until it is live. Tells its own failures; gives back the exit code. */
export async function deploy(context: Context, dir: string, options: DeployCommandOptions): Promise<number> {
  const { out, err } = context.screen
  const startedAt = Date.now()
  const report = emptyReport()
  let code: number
  try {
    code = await untilInterrupted(
      () => err.line(detachNote(report)),
      (signal) => run(context, dir, options, report, signal),
    )
    if (code === exitCodes.ok && !options.json) writeDeploySummary(context.screen, report, Date.now() - startedAt)
  } catch (error) {
    report.fault = faultOf(error)
    code = exitCodeOf(report.fault, error)
    writeFault(err, report.fault)
  }
  if (options.json) out.line(JSON.stringify(report))
  return code
}

async function run(
  context: Context,
  dir: string,
  options: DeployCommandOptions,
  report: DeployReport,
  signal: AbortSignal,
): Promise<number> {
  const { err } = context.screen
  const client = await context.connect()
  const folder = await readFolder(dir)
  const projectId = chooseProjectId(options.project, folder.files, dir)
  tellFolder(err, folder)
  const printer = new DeployPrinter(err)
  const onAccepted = (deployed: Deployed) => {
    const { previewId, versionId, buildId, plan, url } = deployed
    Object.assign(report, { previewId, versionId, buildId, plan, url })
    printer.accepted(`${projectId}/${options.name}`, deployed)
  }
  const settings = { ...settingsOf(options), signal }
  if (!options.wait) {
    const deployed = await deployFiles(client.trpc, projectId, folder.files, settings)
    onAccepted(deployed)
    report.phase = (await client.trpc.previews.get.query({ previewId: deployed.previewId })).phase
    return exitCodes.ok
  }
  const live = await deployToSandbox(projectId, folder.files, {
    ...settings,
    client,
    timeoutMs: options.timeout,
    onAccepted,
    onLog: (line) => printer.line(line),
    onGap: (missing) => printer.gap(missing),
    onBuild: (build) => printer.build(build),
    onPhase: (phase, reason) => {
      report.phase = phase
      printer.phase(phase, reason)
    },
  })
  report.url = live.url
  return exitCodes.ok
}

function settingsOf({ name, env, memory }: DeployCommandOptions) {
  return {
    name,
    ...(env.size > 0 && { env: Object.fromEntries(env) }),
    ...(memory !== undefined && { resources: { memoryBytes: memory } }),
  }
}

function tellFolder(err: Channel, { files, totalBytes, skipped }: ProjectFolder): void {
  for (const { path, why } of skipped) err.line(`${err.paint('yellow', 'left out')} ${err.foreign(path)}: ${why}`)
  err.line(`Sending ${files.size} ${files.size === 1 ? 'file' : 'files'}, ${formatBytes(totalBytes)}`)
}
