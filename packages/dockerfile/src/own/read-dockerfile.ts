import { fail } from '@kapsules/domain'
import { type Dockerfile, DockerfileParser, From, type Instruction } from 'dockerfile-ast'
import { refuseInstructions } from './refusals.ts'
import { expand } from './variables.ts'

const maxLines = 2_000
const maxCharacters = 262_144

/** An image that a stage starts from. */
export interface FromImage {
  /** The reference, with variables replaced where this file gives them values. */
  readonly ref: string
  /** Where the reference is written: line counted from 0, columns from `start` up to `end`. */
  readonly line: number
  readonly start: number
  readonly end: number
  /** Whether it is an earlier stage of the same file. */
  readonly isStage: boolean
}

/** What we need to know of a Dockerfile that a project brings. */
export interface BroughtDockerfile {
  /** Without byte order mark and carriage returns, and with the instructions left out that `dropped` names. */
  readonly text: string
  readonly images: readonly FromImage[]
  /** The first port that the last stage, or else any stage, exposes. */
  readonly port: number | undefined
  readonly dropped: readonly ('VOLUME' | 'HEALTHCHECK')[]
}

/**
 * Reads a brought Dockerfile, strictly: what the engine's builder could read in another way than we do is refused.
 * VOLUME and HEALTHCHECK are left out, and USER says nothing, because the platform decides where an app may write, how
 * it is probed and as whom it runs. Throws `invalid-dockerfile`.
 */
export function readDockerfile(source: string): BroughtDockerfile {
  const text = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  refuseText(text)
  const dockerfile = DockerfileParser.parse(text)
  const instructions = dockerfile.getInstructions()
  refuseWithoutFrom(instructions)
  refuseInstructions(dockerfile)
  const dropped = instructions.filter((instruction) => ['VOLUME', 'HEALTHCHECK'].includes(instruction.getKeyword()))
  return {
    text: withoutInstructions(text, dropped),
    images: imagesOf(dockerfile, instructions),
    port: portOf(dockerfile, instructions),
    dropped: [
      ...new Set(dropped.map((instruction) => (instruction.getKeyword() === 'VOLUME' ? 'VOLUME' : 'HEALTHCHECK'))),
    ],
  }
}

function refuse(what: string, hint: string, evidence: readonly string[] = []): never {
  fail('invalid-dockerfile', `The Dockerfile ${what}.`, hint, evidence)
}

function refuseText(text: string): void {
  if (text.trim() === '') refuse('is empty', 'Write a Dockerfile that begins with FROM, or remove it.')
  const lines = text.split('\n')
  if (lines.length > maxLines || text.length > maxCharacters) {
    refuse(`has ${lines.length} lines; ${maxLines} lines and 256 KiB are the limit`, 'Move commands into scripts.')
  }
  // Characters that builders take for white space or line ends, each in its own way.
  const odd = lines.findIndex((line) => /[\p{Cc}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(line.replaceAll('\t', ' ')))
  if (odd >= 0) refuse(`has a character on line ${odd + 1} that is not plain text`, 'Use spaces and line feeds only.')
  refuseDirectives(lines)
}

/** Directives stand before everything else; every comment up there is looked at, however a builder would read it. */
function refuseDirectives(lines: readonly string[]): void {
  const first = lines.findIndex((line) => line.trim() !== '' && !/^\s*(#|\/\/)/.test(line))
  for (const line of lines.slice(0, first < 0 ? undefined : first)) {
    if (/^\s*(#|\/\/)\s*syntax\s*=/i.test(line)) {
      refuse('names a builder of its own (# syntax=)', 'Remove the # syntax line; the built-in builder is used.', [
        line.slice(0, 200),
      ])
    }
    if (/^\s*#\s*escape\s*=\s*[^\\\s]/i.test(line)) {
      refuse('changes the escape character', 'Remove the # escape line.', [line.slice(0, 200)])
    }
  }
}

function refuseWithoutFrom(instructions: readonly Instruction[]): void {
  const first = instructions.find((instruction) => instruction.getKeyword() !== 'ARG')
  if (first?.getKeyword() !== 'FROM') refuse('does not begin with FROM', 'Begin with FROM and the image to build on.')
  const nameless = instructions.find((instruction) => instruction instanceof From && !instruction.getImage())
  if (nameless !== undefined) refuse('has a FROM without an image', 'Name the image to build on.')
}

function imagesOf(dockerfile: Dockerfile, instructions: readonly Instruction[]): FromImage[] {
  const stages = new Set<string>()
  return instructions.flatMap((instruction) => {
    if (!(instruction instanceof From)) return []
    const range = instruction.getImageRange()
    const written = instruction.getImage()
    if (range === null || written === null || range.start.line !== range.end.line) return []
    const line = range.start.line
    const ref = expand(dockerfile, written, line) ?? written
    const image = {
      ref,
      line,
      start: range.start.character,
      end: range.end.character,
      isStage: stages.has(ref.toLowerCase()),
    }
    stages.add(instruction.getBuildStage()?.toLowerCase() ?? '')
    return [image]
  })
}

function portOf(dockerfile: Dockerfile, instructions: readonly Instruction[]): number | undefined {
  const lastFrom = instructions.findLastIndex((instruction) => instruction.getKeyword() === 'FROM')
  return exposed(dockerfile, instructions.slice(lastFrom)) ?? exposed(dockerfile, instructions)
}

function exposed(dockerfile: Dockerfile, instructions: readonly Instruction[]): number | undefined {
  for (const instruction of instructions) {
    if (instruction.getKeyword() !== 'EXPOSE') continue
    for (const word of instruction.getArguments()) {
      const text = expand(dockerfile, word.getValue(), instruction.getRange().start.line) ?? ''
      const port = Number(/^(\d{1,5})(?:\/tcp)?$/i.exec(text)?.[1])
      if (port >= 1 && port <= 65_535) return port
    }
  }
  return undefined
}

/** Blanks instructions line for line, so that line numbers stay what the project's author sees. */
function withoutInstructions(text: string, dropped: readonly Instruction[]): string {
  const lines = text.split('\n')
  for (const instruction of dropped) {
    const { start, end } = instruction.getRange()
    for (let line = start.line; line <= end.line; line += 1) lines[line] = '#'
  }
  return lines.join('\n')
}
