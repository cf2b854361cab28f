import fc from 'fast-check'
import { expect, test } from 'vitest'
import { envInput, filesInput } from './file-inputs.ts'
import { planInput } from './inputs.ts'

const project = { projectId: 'shop' }

test('B9: files and variables called like parts of objects are names like any other', () => {
  const sent = JSON.parse(
    '{"projectId":"shop","files":{"__proto__":"a","constructor":{"content":"b"},"prototype":"c"},"env":{"__proto__":"x","constructor":"y"}}',
  )
  const { files, env } = planInput.parse(sent)
  expect(files).toEqual([
    ['__proto__', 'a'],
    ['constructor', { content: 'b' }],
    ['prototype', 'c'],
  ])
  expect([...(env ?? [])]).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('0')
  expect(({} as Record<string, unknown>).content).toBeUndefined()
})

test('B9: unknown fields are refused, whatever they are called', () => {
  for (const field of ['extra', '__proto__', 'constructor', 'toString']) {
    const sent = JSON.parse(`{"projectId":"shop","files":{"a":"b"},"${field}":{"x":1}}`)
    expect(planInput.safeParse(sent).success).toBe(false)
  }
})

test.each([
  [null],
  ['text'],
  [['index.html']],
  [{ 'a.txt': 1 }],
  [{ 'a.txt': null }],
  [{ 'a.txt': ['x'] }],
  [{ 'a.txt': {} }],
  [{ 'a.txt': { content: 1 } }],
  [{ 'a.txt': { content: 'x', encoding: 'hex' } }],
  [{ 'a.txt': { content: 'x', encoding: null } }],
  [{ 'a.txt': { content: 'x', executable: 'yes' } }],
  [{ 'a.txt': { content: 'x', mode: 755 } }],
])('files like %j are refused', (files) => {
  expect(filesInput.safeParse(files).success).toBe(false)
})

test('what is refused is named', () => {
  const parsed = planInput.safeParse({ ...project, files: { 'ok.txt': '', 'src/bad.txt': { content: 7 } } })
  expect(parsed.error?.issues[0]).toMatchObject({ path: ['files'], message: expect.stringContaining('src/bad.txt') })
})

test('the order and the content of files stay', () => {
  const file = fc.oneof(
    fc.string(),
    fc.record({ content: fc.string(), encoding: fc.constantFrom('utf8', 'base64'), executable: fc.boolean() }),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }), file)), (entries) => {
      const files = JSON.parse(JSON.stringify(Object.fromEntries(entries)))
      expect(filesInput.parse(files)).toEqual(Object.entries(files))
    }),
  )
})

test('variables that are no text are refused', () => {
  expect(envInput.safeParse({ A: 1 }).success).toBe(false)
  expect(envInput.safeParse(['A=1']).success).toBe(false)
})

test.each([
  { memoryBytes: 0 },
  { memoryBytes: -1 },
  { memoryBytes: 1e18 },
  { memoryBytes: Number.NaN },
  { memoryBytes: '512mb ' },
  { memoryBytes: 64 * 1024 * 1024 + 0.5 },
  { cpus: 1e9 },
  { cpus: 0 },
  { cpus: Number.POSITIVE_INFINITY },
  { pids: 80.5 },
  { pids: -1 },
  { pids: '8080;id' },
  { replicas: 10_000 },
  { port: 65_536 },
])('B26 B27: resources like %j are refused, and the limit is named', (resources) => {
  const parsed = planInput.safeParse({ ...project, files: {}, resources })
  expect(parsed.success).toBe(false)
  expect(parsed.error?.issues[0]?.path[0]).toBe('resources')
})

test('amounts that are left out stay out', () => {
  const { resources } = planInput.parse({ ...project, files: {}, resources: { cpus: 2, pids: undefined } })
  expect(Object.keys(resources ?? {})).toEqual(['cpus'])
})
