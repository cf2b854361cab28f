/** What a line of output seems to say about its weight, guessed from its text. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'none'

const words: readonly (readonly [LogLevel, RegExp])[] = [
  ['error', /\berr!|\b(error|fatal|panic|critical|uncaught|unhandled|exception|traceback)\b|ERR_[A-Z_]+/i],
  ['warn', /\bwarn(ing)?\b|\bdeprecat/i],
  ['debug', /^\W*(debug|trace)\b/i],
  ['info', /^\W*info\b|\[info\]/i],
]

const numeric: readonly (readonly [number, LogLevel])[] = [
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
]

/** Guesses the level of a line without ANSI. Looks at the first 400 characters only: a level stands at the front. */
export function guessLevel(text: string): LogLevel {
  const head = text.slice(0, 400)
  return levelOfJson(head) ?? words.find(([, pattern]) => pattern.test(head))?.[0] ?? 'none'
}

function levelOfJson(head: string): LogLevel | null {
  if (!head.startsWith('{')) return null
  const match = /"(?:level|severity|lvl)"\s*:\s*(?:"(\w+)"|(\d+))/.exec(head)
  if (!match) return null
  if (match[2]) return numeric.find(([least]) => Number(match[2]) >= least)?.[1] ?? 'debug'
  const word = match[1]?.toLowerCase() ?? ''
  if (/^(error|fatal|critical|panic|alert|emerg)/.test(word)) return 'error'
  if (word.startsWith('warn')) return 'warn'
  if (/^(debug|trace)/.test(word)) return 'debug'
  return 'info'
}
