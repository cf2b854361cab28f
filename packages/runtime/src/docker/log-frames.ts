/** Takes apart the engine's log stream: an 8-byte head (channel, length) before each piece of output. */

export interface LogFrame {
  readonly channel: 'stdout' | 'stderr'
  readonly payload: Buffer
}

const headBytes = 8

/** No engine sends larger frames; a larger length means that this is no framed stream. */
const maxFrameBytes = 16 * 1024 * 1024

/** Collects chunks as they come and gives out whole frames. */
export class FrameReader {
  #parts: Buffer[] = []
  #held = 0

  /** Takes in a chunk and gives back the frames that it completes. Throws when the bytes are no frames. */
  push(chunk: Buffer): LogFrame[] {
    this.#parts.push(chunk)
    this.#held += chunk.length
    if (this.#held < this.#needed()) return []
    let bytes = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts)
    const frames: LogFrame[] = []
    for (let size = frameSize(bytes); bytes.length >= size; size = frameSize(bytes)) {
      frames.push({ channel: bytes[0] === 2 ? 'stderr' : 'stdout', payload: bytes.subarray(headBytes, size) })
      bytes = bytes.subarray(size)
    }
    this.#parts = bytes.length > 0 ? [bytes] : []
    this.#held = bytes.length
    return frames
  }

  /** Bytes that the frame in hand takes, as far as can be told without joining the parts. */
  #needed(): number {
    const [first] = this.#parts
    return first ? frameSize(first) : headBytes
  }
}

function frameSize(bytes: Buffer): number {
  if (bytes.length < headBytes) return headBytes
  const length = bytes.readUInt32BE(4)
  const channel = bytes[0] ?? 0
  if (channel > 2 || length > maxFrameBytes) throw new Error('The log stream of the engine is not framed.')
  return headBytes + length
}
