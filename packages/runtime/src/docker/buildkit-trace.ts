/**
 * Reads BuildKit's own account of a build: protobuf messages in base64, a few fields of `moby.buildkit.v1.StatusResponse`
 * from its control.proto. Fields that are not named here are skipped.
 */
import protobuf from 'protobufjs'
import { z } from 'zod'
import { unreadable } from './engine-faults.ts'

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Status { repeated Vertex vertexes = 1; repeated Log logs = 3; }
  message Time { int64 seconds = 1; int32 nanos = 2; }
  message Vertex {
    string digest = 1; string name = 3; bool cached = 4; Time started = 5; Time completed = 6; string error = 7;
  }
  message Log { string vertex = 1; Time timestamp = 2; int64 stream = 3; bytes msg = 4; }
`)
const statusType = root.lookupType('Status')

const time = z
  .object({ seconds: z.number(), nanos: z.number() })
  .nullable()
  .transform((value) => value && value.seconds * 1000 + value.nanos / 1e6)

const status = z.object({
  vertexes: z.array(
    z.object({
      digest: z.string(),
      name: z.string(),
      cached: z.boolean(),
      started: time,
      completed: time,
      error: z.string(),
    }),
  ),
  logs: z.array(z.object({ vertex: z.string(), timestamp: time, stream: z.number(), msg: z.instanceof(Uint8Array) })),
})

export type Trace = z.infer<typeof status>
/** One step as BuildKit tells it, each time something about it changed. Times are epoch ms. */
export type Vertex = Trace['vertexes'][number]

/** The message in an `aux` field. Throws `engine-refused` when it is none. */
export function decodeTrace(aux: string): Trace {
  try {
    const message = statusType.decode(Buffer.from(aux, 'base64'))
    return status.parse(statusType.toObject(message, { longs: Number, defaults: true, arrays: true }))
  } catch (error) {
    throw unreadable('POST /build', error)
  }
}
