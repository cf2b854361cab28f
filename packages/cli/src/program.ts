/** The commands, their arguments and their help. */
import { Command, CommanderError } from 'commander'
import { type DeployCommandOptions, deploy } from './commands/deploy.ts'
import { doctor } from './commands/doctor.ts'
import { changeState, rm } from './commands/lifecycle.ts'
import { type LogsOptions, logs } from './commands/logs.ts'
import { ls } from './commands/ls.ts'
import { open } from './commands/open.ts'
import { stats } from './commands/stats.ts'
import type { Context } from './context.ts'
import { exitCodeOf, exitCodes } from './exit-codes.ts'
import { faultOf } from './fault-of.ts'
import { collectEnv, parseDuration, parseLineCount, parseMemory } from './parse-options.ts'
import { writeFault } from './terminal/fault-text.ts'

const about = `A preview is named by its id, by project/name, by its project, or by the beginning of one of these.

Settings: KAPSULES_URL and KAPSULES_API_KEY; on the machine of "npm start" both are found.
Exit codes: 0 ok, 1 the project's fault, 2 wrong usage or refused, 3 the server cannot be reached or fails, 130 Ctrl-C.`

const defaultTimeoutMs = 10 * 60_000

/** Runs one command. Tells what is wrong itself and gives back the exit code; throws nothing that was foreseen. */
export async function run(args: readonly string[], context: Context): Promise<number> {
  let code: number = exitCodes.ok
  const program = createProgram(context, async (end) => {
    code = await end
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    const fault = faultOf(error)
    if (args.includes('--json')) context.screen.out.line(JSON.stringify({ fault }))
    writeFault(context.screen.err, fault)
    return exitCodeOf(fault, error)
  }
}

/** Takes the exit code in which a command will end. */
type Finish = (end: Promise<number>) => Promise<void>

function createProgram(context: Context, finish: Finish): Command {
  const { out, err } = context.screen
  const program = new Command('kapsules')
    .description('Deploys projects as live previews and looks after them.')
    .exitOverride()
    .showHelpAfterError('(see kapsules --help)')
    .configureOutput({ writeOut: (text) => out.line(text.trimEnd()), writeErr: (text) => err.line(text.trimEnd()) })
    .addHelpText('after', `\n${about}`)
  addDeploy(program, context, finish)
  addWatching(program, context, finish)
  addLifecycle(program, context, finish)
  return program
}

function addDeploy(program: Command, context: Context, finish: Finish): void {
  program
    .command('deploy')
    .description('deploy a folder and wait until it is live')
    .argument('<dir>', 'the folder of the project; .gitignore and .dockerignore are respected')
    .option('-p, --project <id>', 'the project; the name in package.json or of the folder otherwise')
    .option('-n, --name <name>', 'the preview of that project', 'main')
    .option(
      '-e, --env <KEY=value>',
      'an environment variable; may be repeated; replaces those set before',
      collectEnv,
      new Map(),
    )
    .option('-m, --memory <size>', 'memory, for example 512m', parseMemory)
    .option('--json', 'print the result as JSON')
    .option('--no-wait', 'end as soon as the server has accepted it')
    .option('--timeout <time>', 'how long to wait, for example 90s or 10m', parseDuration, defaultTimeoutMs)
    .action((dir: string, options: DeployCommandOptions) => finish(deploy(context, dir, options)))
}

function addWatching(program: Command, context: Context, finish: Finish): void {
  program
    .command('ls')
    .description('list previews')
    .argument('[search]', 'only those whose project or name contains this')
    .option('--json', 'print them as JSON')
    .action((search: string | undefined, options: { json?: true }) => finish(ls(context, search, options)))
  program
    .command('logs')
    .description("print a preview's output")
    .argument('<preview>')
    .option('-f, --follow', 'go on as it comes')
    .option('-b, --build', 'the output of its newest build instead')
    .option('-n, --lines <count>', 'how many of the last lines', parseLineCount, 500)
    .option('-t, --timestamps', 'with the time of each line')
    .option('--json', 'one JSON object for each line')
    .action((preview: string, options: LogsOptions) => finish(logs(context, preview, options)))
  program
    .command('stats')
    .description('show what a preview uses, live')
    .argument('<preview>')
    .option('--json', 'one JSON object for each sample')
    .action((preview: string, options: { json?: true }) => finish(stats(context, preview, options)))
  program
    .command('open')
    .description("print a preview's address, and open it on a desktop")
    .argument('<preview>')
    .action((preview: string) => finish(open(context, preview)))
  program
    .command('doctor')
    .description('check everything that a deploy needs')
    .option('--json', 'print the checks as JSON')
    .action((options: { json?: true }) => finish(doctor(context, options)))
}

function addLifecycle(program: Command, context: Context, finish: Finish): void {
  for (const verb of ['stop', 'start', 'restart'] as const) {
    program
      .command(verb)
      .description(`${verb} a preview`)
      .argument('<preview>')
      .option('--json', 'print the preview as JSON')
      .action((preview: string, options: { json?: true }) => finish(changeState(context, verb, preview, options)))
  }
  program
    .command('rm')
    .description('delete a preview with everything it has')
    .argument('<preview>')
    .option('-y, --yes', 'without asking')
    .option('--json', 'print the result as JSON')
    .action((preview: string, options: { yes?: true; json?: true }) => finish(rm(context, preview, options)))
}
