/**
 * Text from elsewhere (output of previews, names, messages) as it may reach a terminal. Escape sequences could set its
 * title, write its clipboard or hide what is said, so none passes but colours, and those only where they are wanted.
 */
import { stripVTControlCharacters } from 'node:util'

const esc = String.fromCharCode(0x1b)
const colour = new RegExp(`(${esc}\\[[\\d;:]*m)`)

/** The text without any escape sequence, control character or override of the writing direction. Tabs stay. */
export function plainText(text: string): string {
  return [...stripVTControlCharacters(text)].filter(isHarmless).join('')
}

/** The text with its colours and nothing else of that kind; they end with the text. */
export function colouredText(text: string): string {
  const parts = text.split(colour)
  const kept = parts.map((part, index) => (index % 2 === 1 ? part : plainText(part))).join('')
  return parts.length > 1 ? `${kept}${esc}[0m` : kept
}

function isHarmless(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return character === '\t'
  if (code >= 0x7f && code <= 0x9f) return false
  const overridesDirection = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
  return !overridesDirection && code !== 0x2028 && code !== 0x2029
}
