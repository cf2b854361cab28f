/**
 * Maps whose keys callers choose. They become entries at once, by own keys only, so that a file called `__proto__` is a
 * name like any other and never reaches an object of ours.
 */
import type { SourceFileInput } from '@kapsules/domain'
import { quote } from '@kapsules/domain'
import { z } from 'zod'

const fileFields = new Set(['content', 'encoding', 'executable'])

/** Files by path. Comes out as entries in the order they were sent; what the paths and contents may be is the domain's. */
export const filesInput = z
  .custom<Record<string, SourceFileInput>>(isPlainObject, 'must be an object from path to content')
  .transform((files, context): readonly (readonly [string, SourceFileInput])[] => {
    for (const [path, file] of Object.entries(files)) {
      const wrong = wrongWithFile(file)
      if (!wrong) continue
      context.issues.push({ code: 'custom', input: path, message: `${quote(path)} ${wrong}` })
      return z.NEVER
    }
    return Object.entries(files)
  })

/** Environment variables by name. */
export const envInput = z
  .custom<Record<string, string>>(isPlainObject, 'must be an object from name to value')
  .transform((env, context): ReadonlyMap<string, string> => {
    const wrong = Object.entries(env).find(([, value]) => typeof value !== 'string')
    if (!wrong) return new Map(Object.entries(env))
    context.issues.push({ code: 'custom', input: wrong[0], message: `${quote(wrong[0])} must be a string` })
    return z.NEVER
  })

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrongWithFile(file: unknown): string | null {
  if (typeof file === 'string') return null
  if (typeof file !== 'object' || file === null || Array.isArray(file))
    return 'must be a string or { content, encoding, executable }'
  const fields = new Map<string, unknown>(Object.entries(file))
  const unknown = [...fields.keys()].find((field) => !fileFields.has(field))
  if (unknown !== undefined) return `has an unknown field ${quote(unknown)}`
  if (typeof fields.get('content') !== 'string') return 'must have its content as a string'
  if (!['utf8', 'base64', undefined].includes(fields.get('encoding') as string | undefined))
    return 'may have the encoding utf8 or base64'
  if (!['boolean', 'undefined'].includes(typeof fields.get('executable'))) return 'may be executable true or false'
  return null
}
