import { stripVTControlCharacters } from 'node:util'

const maxLines = 5_000
const maxLineLength = 400
const maxEvidence = 12

/** A build's log, cleaned, with what its last words say about how it ended. */
export interface BuildLog {
  readonly lines: readonly string[]
  readonly exitCode: number | undefined
  /** The command of the step that failed, when the log names it. */
  readonly command: string | undefined
}

/** Takes colours and control characters out and reads how the build ended. Looks at the last 5,000 lines. */
export function readBuildLog(raw: readonly string[], exitCode: number | undefined): BuildLog {
  const lines = raw
    .slice(-maxLines)
    .map(clean)
    .filter((line) => line.trim() !== '')
  return { lines, exitCode: exitCode ?? lastExitCode(lines), command: failedCommand(lines) }
}

/** The first match of any pattern, best pattern first, searched from the end of the log. */
export function lastMatch(log: BuildLog, pattern: RegExp): { match: RegExpExecArray; at: number } | undefined {
  for (let at = log.lines.length - 1; at >= 0; at -= 1) {
    const match = pattern.exec(log.lines[at] ?? '')
    if (match !== null) return { match, at }
  }
  return undefined
}

/** The line at a place and a few that follow it. */
export function around(log: BuildLog, at: number): string[] {
  return log.lines.slice(Math.max(0, at - 1), at + 6)
}

/** Lines that speak of an error, or the last ones when none does. */
export function errorLines(log: BuildLog, pattern = /\berror\b|\bfailed\b|\bcannot\b|✘|✖/i): string[] {
  const telling = log.lines.filter(
    (line) => pattern.test(line) && !/A complete log of this run|-debug-\d+\.log/.test(line),
  )
  return (telling.length > 0 ? telling.slice(0, maxEvidence) : log.lines.slice(-maxEvidence)).slice()
}

function clean(line: string): string {
  const plain = stripVTControlCharacters(line.slice(0, 4_000)).replaceAll('\t', ' ')
  return plain.replace(/\p{Cc}/gu, '').slice(0, maxLineLength)
}

function lastExitCode(lines: readonly string[]): number | undefined {
  const pattern = /exit code:? (\d{1,3})|non-zero code: (\d{1,3})|exited with code (\d{1,3})/
  const match = pattern.exec(lines.findLast((line) => pattern.test(line)) ?? '')
  const code = match?.[1] ?? match?.[2] ?? match?.[3]
  return code === undefined ? undefined : Number(code)
}

/** Builders name the failed command in the message that ends the build. */
function failedCommand(lines: readonly string[]): string | undefined {
  const pattern =
    /(?:executor failed running \[|process ")\/bin\/sh -c (.*?)(?:\]: exit code|" did not complete|\]:? runc|$)/
  return pattern.exec(lines.findLast((line) => pattern.test(line)) ?? '')?.[1]
}
