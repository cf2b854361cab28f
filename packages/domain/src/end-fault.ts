/** Why an instance ended, told from what was found: how it exited, what it listened on, what it printed last. */
import { type Fault, fault } from './fault.ts'
import type { ExitReport } from './instance.ts'

export const endCauses = [
  'exited',
  'vanished',
  'never-ready',
  'replaced',
  'stopped',
  'deleted',
  'not-launched',
] as const
export type EndCause = (typeof endCauses)[number]

/** A socket the app listens on, inside its container. */
export interface Listener {
  readonly address: string
  readonly port: number
}

export interface EndEvidence {
  readonly cause: 'exited' | 'never-ready'
  readonly wasReady: boolean
  readonly exit: ExitReport | null
  /** What listens inside the container; null when it could not be read. */
  readonly listeners: readonly Listener[] | null
  readonly expectedPort: number
  readonly startGraceMs: number
  readonly memoryLimitBytes: number
  readonly lastAnswer: string
  readonly logTail: readonly string[]
}

/** The typed fault for an instance that ended by itself or never became ready. Pure. */
export function diagnoseEnd(evidence: EndEvidence): Fault {
  if (evidence.exit?.outOfMemory) return outOfMemory(evidence)
  if (evidence.cause === 'exited') return exited(evidence)
  return neverReady(evidence)
}

function outOfMemory({ memoryLimitBytes, logTail }: EndEvidence): Fault {
  const mebibytes = Math.round(memoryLimitBytes / 1024 / 1024)
  return fault(
    'out-of-memory',
    `The app used more than its ${mebibytes} MiB of memory and was ended.`,
    'Give the preview more memory (resources.memoryBytes) or make the app use less.',
    logTail,
  )
}

function exited({ exit, wasReady, logTail }: EndEvidence): Fault {
  const code = exit?.exitCode ?? 'unknown'
  const module = missingModule(logTail)
  if (module && !wasReady) {
    return fault(
      'missing-dependency',
      `The app exited at start because it could not find ${module}.`,
      `Add ${module} to the dependencies of the project.`,
      logTail,
    )
  }
  if (wasReady)
    return fault(
      'crash-loop',
      `The app exited with code ${code} after it had been live.`,
      'Look at its last lines of output.',
      logTail,
    )
  const hint =
    exit?.exitCode === 0
      ? 'The start command must keep running: start a server in the foreground.'
      : 'Look at its last lines of output; correct the error and deploy again.'
  return fault('exits-at-start', `The app exited with code ${code} before it answered.`, hint, logTail)
}

function neverReady(evidence: EndEvidence): Fault {
  const { listeners, expectedPort, logTail, lastAnswer, startGraceMs } = evidence
  const seconds = Math.round(startGraceMs / 1000)
  const wrong = listeners ? judgeListeners(listeners, expectedPort) : null
  if (wrong?.kind === 'localhost-only') {
    return fault(
      'listens-on-localhost-only',
      `The app listens on ${wrong.address}:${expectedPort} only, so nobody outside its container can reach it.`,
      'Listen on 0.0.0.0 (the HOST variable says so), not on localhost or 127.0.0.1.',
      [`listening: ${wrong.address}:${expectedPort}`, ...logTail],
    )
  }
  if (wrong?.kind === 'wrong-port') {
    return fault(
      'wrong-port',
      `The app listens on port ${wrong.ports.join(', ')} instead of port ${expectedPort}.`,
      `Listen on the port in the PORT variable (${expectedPort}).`,
      [...wrong.ports.map((port) => `listening: ${port}`), ...logTail],
    )
  }
  return fault(
    'never-healthy',
    `The app did not become ready within ${seconds} s. ${lastAnswer}`,
    'Make it answer HTTP requests for / on the port in the PORT variable, with a status below 500.',
    logTail,
  )
}

export type ListenerVerdict =
  | { readonly kind: 'localhost-only'; readonly address: string }
  | { readonly kind: 'wrong-port'; readonly ports: readonly number[] }

/** What is wrong with what the app listens on, or null when it listens where it should or nowhere at all. */
export function judgeListeners(listeners: readonly Listener[], expectedPort: number): ListenerVerdict | null {
  const onPort = listeners.filter((listener) => listener.port === expectedPort)
  if (onPort.some((listener) => !isLoopback(listener.address))) return null
  const [local] = onPort
  if (local) return { kind: 'localhost-only', address: local.address }
  // Docker's own name server listens on 127.0.0.11 at a random port inside each container
  const others = listeners.filter((listener) => listener.address !== '127.0.0.11')
  if (others.length === 0) return null
  return { kind: 'wrong-port', ports: [...new Set(others.map((listener) => listener.port))].sort((a, b) => a - b) }
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address.startsWith('::ffff:127.')
}

function missingModule(lines: readonly string[]): string | null {
  for (const line of lines) {
    const match =
      /Cannot find (?:module|package) '([^']+)'/.exec(line) ??
      /ModuleNotFoundError: No module named '([^']+)'/.exec(line)
    const name = match?.[1]
    if (name && !name.startsWith('.') && !name.startsWith('/')) return name
  }
  return null
}
