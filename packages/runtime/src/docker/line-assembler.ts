/**
 * Makes lines of output that comes in pieces: halves of lines, halves of characters, many lines at once. What a carriage
 * return draws over is dropped as it comes, and a line that never ends is cut, so that the memory held stays bounded.
 */
import { cleanLine, maxLineLength } from '@kapsules/domain'

const lineFeed = 0x0a

export class LineAssembler {
  #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  #text = ''
  #empty = true

  /** Takes in bytes and gives back the lines that they complete, oldest first. */
  push(bytes: Uint8Array): string[] {
    const lines: string[] = []
    let rest = bytes
    for (let end = rest.indexOf(lineFeed); end >= 0; end = rest.indexOf(lineFeed)) {
      this.#append(rest.subarray(0, end))
      lines.push(this.#finish())
      rest = rest.subarray(end + 1)
    }
    if (rest.length > 0) this.#append(rest)
    return lines
  }

  /** The line that was begun and not ended, or null. */
  end(): string | null {
    return this.#empty ? null : this.#finish()
  }

  #append(bytes: Uint8Array): void {
    this.#empty = false
    this.#text = bounded(this.#text + this.#decoder.decode(bytes, { stream: true }))
  }

  #finish(): string {
    const line = cleanLine(this.#text + this.#decoder.decode())
    this.#text = ''
    this.#empty = true
    return line
  }
}

/**
 * Keeps what the line can still become: the last drawing, and no more of it than shows that it is too long. A carriage
 * return at the very end draws over nothing yet, for it may belong to the line's end.
 */
function bounded(text: string): string {
  const body = text.replace(/\r+$/, '')
  const drawn = body.slice(body.lastIndexOf('\r') + 1, body.length)
  const kept = drawn.length > maxLineLength + 1 ? drawn.slice(0, maxLineLength + 1) : drawn
  return body.length === text.length ? kept : `${kept}\r`
}
