/** Reading what stands in the address: whatever is not understood is left out, never an error. */

/** `?q=shop&phase=live,failed` as texts by name. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

/** The other way round: lists are joined by commas, what is absent is left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const texts = Object.entries(search).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? value.join(',') : value
    return text === undefined || text === null || text === '' ? [] : [[name, String(text)]]
  })
  const joined = new URLSearchParams(texts).toString().replaceAll('%2C', ',').replaceAll('%2F', '/')
  return joined === '' ? '' : `?${joined}`
}

/** A text under its name, or nothing. */
export function readText<Name extends string>(search: Record<string, unknown>, name: Name): { [Key in Name]?: string } {
  const value = search[name]
  return (typeof value === 'string' && value !== '' ? { [name]: value } : {}) as { [Key in Name]?: string }
}

/** One of some words under its name, or nothing. */
export function readChoice<Name extends string, Word extends string>(
  search: Record<string, unknown>,
  name: Name,
  words: readonly Word[],
): { [Key in Name]?: Word } {
  const word = words.find((it) => it === search[name])
  return (word === undefined ? {} : { [name]: word }) as { [Key in Name]?: Word }
}

/** Some of some words under their name, as a list or joined by commas, or nothing. */
export function readChoices<Name extends string, Word extends string>(
  search: Record<string, unknown>,
  name: Name,
  words: readonly Word[],
): { [Key in Name]?: readonly Word[] } {
  const value = search[name]
  const parts: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : []
  const known = words.filter((word) => parts.includes(word))
  return (known.length === 0 ? {} : { [name]: known as readonly Word[] }) as { [Key in Name]?: readonly Word[] }
}
