/** Reading what stands in the address: whatever is not understood is left out, never an error. */

/** A text under its name, or nothing. */
export function readText<Name extends string>(search: Record<string, unknown>, name: Name): { [Key in Name]?: string } {
  const value = search[name]
  // the router reads ?q=12 as a number
  if (typeof value === 'number') return { [name]: String(value) } as { [Key in Name]?: string }
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
