import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { collect } from '../contract/subject.ts'
import { jsonLines } from './json-lines.ts'

const anything = z.unknown()

test('values come out whole, wherever the stream was cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.json(), { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), async (values, size) => {
      const bytes = Buffer.from(values.map((value) => `${value}\r\n`).join('\n'))
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      )
      const read = await collect(jsonLines('test', Readable.from(chunks) as AsyncIterable<Buffer>, anything))
      expect(read).toEqual(values.map((value) => JSON.parse(value)))
    }),
  )
})

test('F40: half a value at the end is an error, not silence', async () => {
  const chunks = Readable.from([Buffer.from('{"a":1}\n{"b":')]) as AsyncIterable<Buffer>
  await expect(collect(jsonLines('test', chunks, anything))).rejects.toThrow('makes no sense')
})
