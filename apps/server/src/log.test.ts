import { FaultError, fault } from '@kapsules/domain'
import { expect, test } from 'vitest'
import { createLog } from './log.ts'

function written(isTTY: boolean) {
  const lines: string[] = []
  return { lines, log: createLog({ isTTY, write: (text) => lines.push(text) }) }
}

test('for programs an entry is one line of JSON, whatever it holds', () => {
  const { lines, log } = written(false)
  log.warn('two\nlines', { size: 12n, inner: { deep: true }, nothing: undefined })
  expect(lines).toHaveLength(1)
  expect(lines[0]?.trimEnd()).not.toContain('\n')
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    at: expect.any(String),
    level: 'warn',
    message: 'two\nlines',
    size: '12',
    inner: { deep: true },
  })
})

test('errors are told with what caused them, faults with what they say', () => {
  const { lines, log } = written(false)
  const why = fault('database-unreachable', 'No answer.', 'Try again.', ['ECONNREFUSED'])
  log.error('it failed', { error: new Error('outer', { cause: new FaultError(why) }) })
  expect(JSON.parse(lines[0] ?? '').error).toMatchObject({ name: 'Error', message: 'outer', cause: why })
})

test('for people at a terminal an entry is one short line', () => {
  const { lines, log } = written(true)
  log.info('started', { port: 3000, error: new Error('no\nmore') })
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {3}started port=3000 error=\{.*no\\nmore.*\}\n$/)
})
