/** What a build does in memory: a script that a test gives, or one read off a Dockerfile of the simplest kind. */
import { createHash } from 'node:crypto'
import type { BuildSpec } from '../driver.ts'

export interface ScriptedStep {
  readonly name: string
  readonly output?: readonly { readonly channel: 'stdout' | 'stderr'; readonly text: string }[]
  readonly durationMs?: number
  /** Not 0: the step fails and the build with it. */
  readonly exitCode?: number
  /** What the step depends on; done before with the same key, it is cached. */
  readonly cacheKey?: string
}

const instructions = /^(FROM|COPY|RUN|CMD|ENTRYPOINT|ENV|WORKDIR|EXPOSE|USER|ARG|LABEL)\b/

/**
 * Each instruction is a step. Of RUN it understands `echo TEXT`, `echo TEXT >&2`, `sleep SECONDS` and `exit CODE`, joined
 * by `&&`; anything else does nothing and succeeds. Null when a line is no instruction.
 */
export function readDockerfile({ dockerfile, files }: BuildSpec): readonly ScriptedStep[] | null {
  const lines = dockerfile.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  if (!lines.every((line) => instructions.test(line))) return null
  const context = createHash('sha256')
  for (const file of files) context.update(`${file.path}\0`).update(file.content)
  const contextKey = context.digest('hex')
  const steps = lines.filter((line) => /^(FROM|COPY|RUN)\b/.test(line))
  let before = ''
  return steps.map((line, index) => {
    before = `${before}\n${line}${line.startsWith('COPY') ? contextKey : ''}`
    return { name: `[${index + 1}/${steps.length}] ${line}`, cacheKey: before, ...readRun(line) }
  })
}

function readRun(line: string): Pick<ScriptedStep, 'output' | 'durationMs' | 'exitCode'> {
  const commands = line.startsWith('RUN ') ? line.slice(4).split('&&') : []
  const output: { channel: 'stdout' | 'stderr'; text: string }[] = []
  let durationMs = 0
  for (const command of commands) {
    const [, name, rest = ''] = /^\s*(echo|sleep|exit)\s+(.*?)\s*$/.exec(command) ?? []
    const toStderr = /\s*>&2$/
    if (name === 'echo')
      output.push({ channel: toStderr.test(rest) ? 'stderr' : 'stdout', text: rest.replace(toStderr, '') })
    if (name === 'sleep') durationMs += Number(rest) * 1000
    if (name === 'exit') return { output, durationMs, exitCode: Number(rest) }
  }
  return { output, durationMs, exitCode: 0 }
}
