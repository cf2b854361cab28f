/** Lines that are one JSON object, as loggers write them. */

export interface JsonField {
  readonly name: string
  readonly value: string
}

/** Longer lines are data rather than a message: parsing them for a click would be felt. */
const longest = 8_000

/** Whether a line looks like a JSON object; cheap, for every line in view. */
export function looksLikeJson(plain: string): boolean {
  return plain.length <= longest && plain.startsWith('{') && plain.trimEnd().endsWith('}')
}

/** The fields of a line that is a JSON object, or null when it is none. Values that are no text stay JSON. */
export function fieldsOf(plain: string): JsonField[] | null {
  if (!looksLikeJson(plain)) return null
  try {
    const parsed: unknown = JSON.parse(plain)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null
    return Object.entries(parsed).map(([name, value]) => ({
      name,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    }))
  } catch {
    return null
  }
}
