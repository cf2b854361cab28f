import { expect, test } from 'vitest'
import { createRegistry } from './registry.ts'

test('holds the latest value of each key and tells of each change', () => {
  const registry = createRegistry<string, number>()
  const heard: [string, number | undefined][] = []
  const undo = registry.onChange((key, value) => heard.push([key, value]))
  registry.set('a', 1)
  registry.set('a', 2)
  registry.set('b', 3)
  registry.delete('a')
  registry.delete('a')
  undo()
  registry.delete('b')
  expect(heard).toEqual([
    ['a', 1],
    ['a', 2],
    ['b', 3],
    ['a', undefined],
  ])
  expect(registry.get('a')).toBe(undefined)
  expect(registry.size).toBe(0)
})

test('a listener may change the registry and take itself away', () => {
  const registry = createRegistry<string, number>()
  const undo = registry.onChange((key, value) => {
    undo()
    if (value !== undefined) registry.delete(key)
  })
  registry.set('a', 1)
  expect([...registry.values()]).toEqual([])
})
