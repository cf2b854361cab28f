/**
 * Terminal output as styled text. Only colours and weights (SGR) are understood; everything else a terminal would obey
 * (cursor moves, titles, links, device strings) is taken out and its visible text kept. The result is data, never markup.
 */

export interface AnsiStyle {
  /** One of the sixteen names, 0-15; richer colours are brought to the nearest, so that each line reads in both themes. */
  readonly fg: number | null
  readonly bg: number | null
  readonly bold: boolean
  readonly dim: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly strike: boolean
}

export interface AnsiSpan {
  readonly text: string
  readonly style: AnsiStyle
}

const plainStyle: AnsiStyle = {
  fg: null,
  bg: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
}

// In order: CSI (7 and 8 bit) · OSC up to its end · other strings up to their end · other escapes, among them the start of
// a string that never ends (its text stays) · controls but the tab · marks that turn the direction of writing.
const sequence = new RegExp(
  [
    '(?:\\x1b\\[|\\x9b)([0-?]*)([ -/]*[@-~])?',
    '(?:\\x1b\\]|\\x9d)[^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)',
    '(?:\\x1b[PX^_]|[\\x90\\x98\\x9e\\x9f])[^\\x1b\\x9c]*(?:\\x1b\\\\|\\x9c)',
    '\\x1b[ -/]*[0-~]',
    '[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f]',
    '[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]',
  ].join('|'),
  'g',
)

/** The text without any sequence. */
export function stripAnsi(text: string): string {
  return text.replace(sequence, '')
}

/** The text as spans of one style each; their texts joined are {@link stripAnsi} of the input. */
export function parseAnsi(text: string): AnsiSpan[] {
  const spans: AnsiSpan[] = []
  let style = plainStyle
  let from = 0
  const push = (to: number) => {
    if (to > from) spans.push({ text: text.slice(from, to), style })
  }
  for (const match of text.matchAll(sequence)) {
    push(match.index)
    from = match.index + match[0].length
    if (match[2] === 'm' && /^[0-9;:]*$/.test(match[1] ?? '')) style = applySgr(style, match[1] ?? '')
  }
  push(text.length)
  return spans
}

const switches: Record<number, Partial<AnsiStyle>> = {
  0: plainStyle,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  9: { strike: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  29: { strike: false },
  39: { fg: null },
  49: { bg: null },
}

function applySgr(before: AnsiStyle, parameters: string): AnsiStyle {
  const codes = parameters.split(/[;:]/).map((part) => (part === '' ? 0 : Number(part)))
  let style = before
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0
    if (code === 38 || code === 48) {
      const { colour, used } = readColour(codes.slice(index + 1))
      if (colour !== null) style = code === 38 ? { ...style, fg: colour } : { ...style, bg: colour }
      index += used
      continue
    }
    style = { ...style, ...(switches[code] ?? basicColour(code)) }
  }
  return style
}

function basicColour(code: number): Partial<AnsiStyle> {
  if (code >= 30 && code <= 37) return { fg: code - 30 }
  if (code >= 40 && code <= 47) return { bg: code - 40 }
  if (code >= 90 && code <= 97) return { fg: code - 90 + 8 }
  if (code >= 100 && code <= 107) return { bg: code - 100 + 8 }
  return {}
}

function readColour(codes: readonly number[]): { colour: number | null; used: number } {
  const [kind, first = 0, second = 0, third = 0] = codes
  if (kind === 5) return { colour: fromPalette(first), used: 2 }
  if (kind === 2) return { colour: nearestName(first, second, third), used: 4 }
  return { colour: null, used: codes.length }
}

/** The 256-colour palette: sixteen names, a cube of 6 x 6 x 6, a ramp of greys. */
function fromPalette(index: number): number | null {
  if (index < 16) return index
  if (index > 255) return null
  if (index >= 232) return nearestName(...grey(8 + (index - 232) * 10))
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40)
  const cube = index - 16
  return nearestName(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6))
}

function grey(value: number): [number, number, number] {
  return [value, value, value]
}

/** By hue, because lightness is the theme's business; what has hardly any hue is a grey. */
function nearestName(red: number, green: number, blue: number): number {
  const top = Math.max(red, green, blue)
  const chroma = top - Math.min(red, green, blue)
  if (chroma < 48) return top > 200 ? 15 : top > 120 ? 7 : 8
  const bright = top > 200 && chroma < 170 ? 8 : 0
  const turn = hueOf(red, green, blue, top, chroma)
  const names = [1, 3, 2, 6, 4, 5] as const
  return (names[Math.round(turn) % 6] ?? 7) + bright
}

/** Hue in sixths of a turn: 0 red, 1 yellow, 2 green, 3 cyan, 4 blue, 5 magenta. */
function hueOf(red: number, green: number, blue: number, top: number, chroma: number): number {
  if (top === red) return ((green - blue) / chroma + 6) % 6
  if (top === green) return (blue - red) / chroma + 2
  return (red - green) / chroma + 4
}
