/** Where a command writes: what it was asked for to `out`, everything about it to `err`. */
import type { Writable } from 'node:stream'
import { styleText } from 'node:util'
import { colouredText, plainText } from './safe-text.ts'

export type Style = Parameters<typeof styleText>[0]

export class Channel {
  readonly isTerminal: boolean
  readonly #stream: Writable
  readonly #colours: boolean

  constructor(stream: Writable & { readonly isTTY?: boolean }, noColor: boolean) {
    this.#stream = stream
    this.isTerminal = stream.isTTY === true
    this.#colours = this.isTerminal && !noColor
  }

  /** Writes a line as it is. */
  line(text = ''): void {
    this.#stream.write(`${text}\n`)
  }

  /** Text of ours in a style, where there are colours. */
  paint(style: Style, text: string): string {
    return this.#colours ? styleText(style, text, { validateStream: false }) : text
  }

  /** Text from elsewhere, with its colours where there are colours. */
  foreign(text: string): string {
    return this.#colours ? colouredText(text) : plainText(text)
  }
}

export interface Screen {
  readonly out: Channel
  readonly err: Channel
}

/** A screen on two streams; colours only on terminals, and not where `noColor` asks for none. */
export function createScreen(out: Writable, err: Writable, noColor: boolean): Screen {
  return { out: new Channel(out, noColor), err: new Channel(err, noColor) }
}
