/**
 * Reads the engine's account of a build, whichever of its two builders tells it: BuildKit's trace, or the classic
 * builder's text. Knows in the end whether there is an image, a failure, or neither.
 */
import type { BuildFailure, BuildOutput } from '../driver.ts'
import type { BuildMessage } from './answers.ts'
import { BuildReport, type StepChange } from './build-report.ts'
import { decodeTrace, type Trace, type Vertex } from './buildkit-trace.ts'
import { ClassicSteps } from './classic-steps.ts'

const longestStepName = 300

export class BuildMessages {
  imageId: string | null = null
  failure: BuildFailure | null = null
  readonly #report = new BuildReport()
  readonly #classic = new ClassicSteps(this.#report)
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Takes in one message. Throws `engine-refused` for a trace that cannot be read. */
  read(message: BuildMessage): BuildOutput[] {
    if (message.id === 'moby.buildkit.trace') return this.#trace(typeof message.aux === 'string' ? message.aux : '')
    if (message.error !== undefined) return this.#fail(message)
    if (typeof message.aux === 'object' && message.aux.ID !== undefined) this.imageId = message.aux.ID
    return message.stream === undefined ? [] : this.#classic.read(message.stream, this.#now())
  }

  /** Nothing more will come. */
  close(): BuildOutput[] {
    const now = this.#now()
    const ended = this.imageId !== null && this.failure === null ? this.#classic.succeed(now) : []
    return [...ended, ...this.#report.close(now)]
  }

  #trace(aux: string): BuildOutput[] {
    const trace = decodeTrace(aux)
    return [...trace.vertexes.flatMap((vertex) => this.#vertex(vertex)), ...trace.logs.flatMap((log) => this.#log(log))]
  }

  #vertex(vertex: Vertex): BuildOutput[] {
    if (vertex.started === null || isInternal(vertex.name)) return []
    return this.#report.step(vertex.digest, {
      name: cleanStepName(vertex.name),
      state: stateOf(vertex),
      startedAt: vertex.started,
      finishedAt: vertex.completed,
    })
  }

  #log({ vertex, stream, msg, timestamp }: Trace['logs'][number]): BuildOutput[] {
    return this.#report.output(vertex, stream === 2 ? 'stderr' : 'stdout', msg, timestamp ?? this.#now())
  }

  #fail(message: BuildMessage): BuildOutput[] {
    const text = cleanError(message.errorDetail?.message ?? message.error ?? '')
    this.failure = { message: text, exitCode: exitCodeOf(text) ?? message.errorDetail?.code ?? null }
    return [...this.#classic.fail(this.#now()), ...this.#report.system(text, this.#now())]
  }
}

function stateOf(vertex: Vertex): StepChange['state'] {
  if (vertex.completed === null) return 'running'
  if (vertex.error !== '') return /context canceled/i.test(vertex.error) ? 'cancelled' : 'failed'
  return vertex.cached ? 'cached' : 'done'
}

/** What BuildKit does for itself: it fetches the context and reads the Dockerfile. */
function isInternal(name: string): boolean {
  return name.startsWith('[internal]') || name === 'copy /context /'
}

/** A step's name on one line, without the registry that engines put before names that have none. */
export function cleanStepName(name: string): string {
  const line = name.replace(/\s+/g, ' ').replace(/\bdocker\.io\/(library\/)?/g, '')
  return line.length > longestStepName ? `${line.slice(0, longestStepName)}…` : line
}

/** The engine wraps errors in the names of the layers they came through: what is left is for people. */
export function cleanError(text: string): string {
  const wraps =
    /^(failed to solve( with frontend [\w.]+)?: |failed to create LLB definition: |rpc error: code = \w+ desc = )+/
  return text.replace(wraps, '').trim()
}

/** The exit code that an error of either builder names, or null. */
export function exitCodeOf(text: string): number | null {
  const code = /(?:exit code: |returned a non-zero code: )(\d+)\s*$/.exec(text)?.[1]
  return code === undefined ? null : Number(code)
}
