/** Environment variables as people write them: one NAME=value a line. */
import { envKeyPattern } from '@kapsules/domain'

export interface EnvironmentText {
  readonly env: Record<string, string>
  /** What is wrong with the first bad line, or null. */
  readonly trouble: string | null
}

/** Reads the lines; empty ones and those that begin with # are left out. One pair of quotes around a value goes. */
export function readEnvironment(text: string): EnvironmentText {
  const env: Record<string, string> = {}
  let trouble: string | null = null
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) return
    const cut = line.indexOf('=')
    const name = (cut < 0 ? line : line.slice(0, cut)).trim()
    const problem = problemOf(name, cut, env)
    if (problem) trouble ??= `Line ${index + 1}: ${problem}`
    else env[name] = unquoted(line.slice(cut + 1).trim())
  })
  return { env, trouble }
}

function problemOf(name: string, cut: number, env: Readonly<Record<string, string>>): string | null {
  if (cut < 0) return 'no "=" after the name.'
  if (!envKeyPattern.test(name)) return `"${name}" is not a name for a variable.`
  return Object.hasOwn(env, name) ? `${name} is there twice.` : null
}

function unquoted(value: string): string {
  const match = /^(["'])(.*)\1$/s.exec(value)
  return match?.[2] ?? value
}
