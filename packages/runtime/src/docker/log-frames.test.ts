import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameReader, type LogFrame } from './log-frames.ts'

const frame = fc.record({
  channel: fc.constantFrom('stdout' as const, 'stderr' as const),
  payload: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
})

test('frames come out whole, wherever the stream was cut', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat(600), { maxLength: 12 }), (frames, cuts) => {
      const reader = new FrameReader()
      const read = cutAt(Buffer.concat(frames.map(encode)), cuts).flatMap((chunk) => reader.push(chunk))
      expect(read.map(plain)).toEqual(frames.map(plain))
    }),
  )
})

test('frames come out whole when every byte comes alone', () => {
  const frames: LogFrame[] = [
    { channel: 'stdout', payload: Buffer.from('one\n') },
    { channel: 'stderr', payload: Buffer.alloc(0) },
    { channel: 'stderr', payload: Buffer.from('zwei ü\n') },
  ]
  const reader = new FrameReader()
  const read = [...Buffer.concat(frames.map(encode))].flatMap((byte) => reader.push(Buffer.from([byte])))
  expect(read.map(plain)).toEqual(frames.map(plain))
})

test('bytes that are no frames are refused rather than waited for', () => {
  expect(() => new FrameReader().push(Buffer.from('HTTP/1.1 200 OK\r\n'))).toThrow('not framed')
  const endless = Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])
  expect(() => new FrameReader().push(endless)).toThrow('not framed')
})

function encode({ channel, payload }: LogFrame): Buffer {
  const head = Buffer.alloc(8)
  head[0] = channel === 'stdout' ? 1 : 2
  head.writeUInt32BE(payload.length, 4)
  return Buffer.concat([head, payload])
}

function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = [...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b)
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)).filter((chunk) => chunk.length > 0)
}

function plain({ channel, payload }: LogFrame): string {
  return `${channel} ${payload.toString('hex')}`
}
