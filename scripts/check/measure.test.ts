import { expect, it } from 'vitest'
import { overBudget } from './measure.ts'
import { sourceOf } from './sources.ts'

const lines = (count: number, line = 'x()') => Array.from({ length: count }, () => line).join('\n')

it('finds a file over 400 lines, and lets a test have 600', () => {
  expect(overBudget(sourceOf('a.ts', `${lines(400)}\n`))).toEqual([])
  expect(overBudget(sourceOf('a.ts', lines(401)))).toEqual(['a.ts has 401 lines (at most 400)'])
  expect(overBudget(sourceOf('a.test.ts', lines(600)))).toEqual([])
  expect(overBudget(sourceOf('a.test.ts', lines(601)))).toEqual(['a.test.ts has 601 lines (at most 600)'])
})

it('finds a function over 60 lines, and lets a component have 120', () => {
  const long = (body: number) => `\nexport function grow() {\n${lines(body)}\n}\n`
  expect(overBudget(sourceOf('a.ts', long(58)))).toEqual([])
  expect(overBudget(sourceOf('a.ts', long(59)))).toEqual(['a.ts:2 grow has 61 lines (at most 60)'])
  expect(overBudget(sourceOf('a.tsx', long(118)))).toEqual([])
  expect(overBudget(sourceOf('a.tsx', long(119)))).toHaveLength(1)
})

it('measures arrow functions and methods too', () => {
  expect(overBudget(sourceOf('a.ts', `const f = () => {\n${lines(70)}\n}`))).toHaveLength(1)
  expect(overBudget(sourceOf('a.ts', `class A {\n  m() {\n${lines(70)}\n  }\n}`))).toHaveLength(1)
})
