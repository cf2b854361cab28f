import protobuf from 'protobufjs'
import { describe, expect, test } from 'vitest'
import type { BuildOutput } from '../driver.ts'
import type { BuildMessage } from './answers.ts'
import { BuildMessages, cleanError, cleanStepName, exitCodeOf } from './build-messages.ts'

// written down apart from the decoder, with fields that it does not know
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Status { repeated Vertex vertexes = 1; repeated Other statuses = 2; repeated Log logs = 3; }
  message Time { int64 seconds = 1; int32 nanos = 2; }
  message Vertex { string digest = 1; repeated string inputs = 2; string name = 3; bool cached = 4;
    Time started = 5; Time completed = 6; string error = 7; }
  message Other { string ID = 1; int64 current = 4; }
  message Log { string vertex = 1; Time timestamp = 2; int64 stream = 3; bytes msg = 4; }
`)
const status = root.lookupType('Status')
const at = (seconds: number) => ({ seconds, nanos: 500_000_000 })

function trace(content: object): BuildMessage {
  const bytes = status.encode(status.fromObject(content)).finish()
  return { id: 'moby.buildkit.trace', aux: Buffer.from(bytes).toString('base64') }
}

const messages = () => new BuildMessages(() => 9_000)
const short = (outputs: readonly BuildOutput[]) =>
  outputs.map((output) =>
    output.kind === 'step'
      ? `${output.index} ${output.state} ${output.name}`
      : `${output.index} ${output.channel}: ${output.text}`,
  )

describe('BuildKit', () => {
  test('steps are numbered as they begin, and each state is told once', () => {
    const build = messages()
    const [a, b] = [
      { digest: 'a', name: '[1/2] FROM docker.io/kapsules/node:22' },
      { digest: 'b', name: '[2/2] RUN x' },
    ]
    const outputs = [
      trace({ vertexes: [{ digest: 'i', name: '[internal] load remote build context', started: at(1) }, a, b] }),
      trace({
        vertexes: [{ ...a, started: at(1), completed: at(2), cached: true }],
        statuses: [{ ID: 's', current: 5 }],
      }),
      trace({ vertexes: [{ ...a, started: at(1), completed: at(2), cached: true }] }),
      trace({ vertexes: [{ ...b, started: at(2), inputs: ['a'] }] }),
      trace({ vertexes: [{ ...b, started: at(2), completed: at(3) }] }),
    ].flatMap((message) => build.read(message))
    expect(short(outputs)).toEqual([
      '0 cached [1/2] FROM kapsules/node:22',
      '1 running [2/2] RUN x',
      '1 done [2/2] RUN x',
    ])
    expect(outputs.at(-1)).toMatchObject({ startedAt: 2_500, finishedAt: 3_500 })
  })

  test('output is assembled for each step and channel, in spite of pieces and cut characters', () => {
    const build = messages()
    const log = (stream: number, bytes: Uint8Array) => ({
      vertex: 'b',
      timestamp: at(4),
      stream,
      msg: Buffer.from(bytes).toString('base64'),
    })
    const euro = Buffer.from('€')
    build.read(trace({ vertexes: [{ digest: 'b', name: 'RUN x', started: at(1) }] }))
    const outputs = [
      trace({ logs: [log(1, Buffer.from('pri')), log(2, Buffer.from('oops\n')), log(1, euro.subarray(0, 1))] }),
      trace({ logs: [log(1, Buffer.concat([euro.subarray(1), Buffer.from('ce\nlast')]))] }),
      trace({ vertexes: [{ digest: 'b', name: 'RUN x', started: at(1), completed: at(5) }] }),
    ].flatMap((message) => build.read(message))
    expect(short(outputs)).toEqual(['0 stderr: oops', '0 stdout: pri€ce', '0 stdout: last', '0 done RUN x'])
    expect(outputs[0]).toMatchObject({ at: 4_500 })
  })

  test('a failure names the step and the exit code; what was stopped for it is cancelled', () => {
    const build = messages()
    const failed = {
      digest: 'b',
      name: 'RUN x',
      started: at(1),
      completed: at(2),
      error: 'executor failed: exit code: 3',
    }
    const stopped = { digest: 'c', name: 'RUN y', started: at(1), completed: at(2), error: 'context canceled' }
    const error =
      'failed to solve: rpc error: code = Unknown desc = executor failed running [/bin/sh -c x]: exit code: 3'
    const outputs = [
      trace({ vertexes: [failed, stopped, { digest: 'd', name: 'RUN z', started: at(1) }] }),
      { error, errorDetail: { message: error } },
    ].flatMap((message) => build.read(message))
    expect(short([...outputs, ...build.close()])).toEqual([
      '0 failed RUN x',
      '1 cancelled RUN y',
      '2 running RUN z',
      'null system: executor failed running [/bin/sh -c x]: exit code: 3',
      '2 cancelled RUN z',
    ])
    expect(build.failure).toEqual({ message: 'executor failed running [/bin/sh -c x]: exit code: 3', exitCode: 3 })
    expect(build.imageId).toBeNull()
  })

  test('the image is the one that the engine names', () => {
    const build = messages()
    build.read({ id: 'moby.image.id', aux: { ID: 'sha256:abc' } })
    expect(short(build.read({ stream: 'Successfully tagged x:y\n' }))).toEqual(['null system: Successfully tagged x:y'])
    expect(build.imageId).toBe('sha256:abc')
    expect(build.failure).toBeNull()
  })

  test('F40: a trace that is none is an error', () => {
    expect(() =>
      messages().read({ id: 'moby.buildkit.trace', aux: Buffer.from('\xff\xff\xff').toString('base64') }),
    ).toThrow()
  })
})

describe('the classic builder', () => {
  test('steps are read from its text', () => {
    const build = messages()
    const outputs = [
      'Step 1/3 : FROM kapsules/node:22\n',
      ' ---> b22377e8ca56\n',
      'Step 2/3 : COPY . .',
      '\n',
      ' ---> Using cache\n',
      ' ---> 0123456789ab\n',
      'Step 3/3 : RUN npm ci\n',
      ' ---> Running in 0a1b2c\n',
      'added 12',
      ' packages\n',
      '\u001b[91mwarn\u001b[0m',
      '\u001b[91ming\n\u001b[0m',
      'Removing intermediate container 0a1b2c\n',
      'Successfully built 0123456789ab\n',
    ].flatMap((stream) => build.read({ stream }))
    build.read({ aux: { ID: 'sha256:abc' } })
    expect(short([...outputs, ...build.close()])).toEqual([
      '0 running [1/3] FROM kapsules/node:22',
      '0 done [1/3] FROM kapsules/node:22',
      '1 cached [2/3] COPY . .',
      '2 running [3/3] RUN npm ci',
      '2 stdout: added 12 packages',
      '2 stderr: warning',
      'null system: Successfully built 0123456789ab',
      '2 done [3/3] RUN npm ci',
    ])
  })

  test('its failures end the step at hand', () => {
    const build = messages()
    build.read({ stream: 'Step 1/1 : RUN exit 4\n' })
    const error = "The command '/bin/sh -c exit 4' returned a non-zero code: 4"
    const outputs = build.read({ error, errorDetail: { code: 4, message: error } })
    expect(short([...outputs, ...build.close()])).toEqual(['0 failed [1/1] RUN exit 4', `null system: ${error}`])
    expect(build.failure).toEqual({ message: error, exitCode: 4 })
  })
})

test.each([
  ['process "/bin/sh -c npm ci" did not complete successfully: exit code: 1', 1],
  ['executor failed running [/bin/sh -c x]: exit code: 137', 137],
  ["The command '/bin/sh -c x' returned a non-zero code: 2", 2],
  ['dockerfile parse error line 2: unknown instruction: FOO', null],
])('exit code of %s', (text, code) => {
  expect(exitCodeOf(text)).toBe(code)
})

test('errors lose the names of the layers they came through', () => {
  expect(
    cleanError(
      'failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 2: x',
    ),
  ).toBe('dockerfile parse error line 2: x')
})

test('step names are one line, bounded, without the registry that was not named', () => {
  expect(cleanStepName('[1/2] FROM docker.io/library/alpine:3')).toBe('[1/2] FROM alpine:3')
  expect(cleanStepName('RUN a \\\n   b')).toBe('RUN a \\ b')
  expect(cleanStepName('x'.repeat(1_000))).toHaveLength(301)
})
