import { expect, test } from 'vitest'
import { recipeOf } from '../testing.ts'

const server = { scripts: { start: 'node server.js' } }

test.each([
  ['22', 'Node 22 because .nvmrc says 22'],
  ['v20.11.1\n', 'Node 20 because .nvmrc says v20.11.1'],
  ['lts/*', 'Node 24 because .nvmrc says lts/*'],
  ['lts/jod', 'Node 22 because .nvmrc says lts/jod'],
  ['18', 'Node 20, the nearest supported version, because .nvmrc says 18'],
  ['26.1.0', 'Node 24, the nearest supported version, because .nvmrc says 26.1.0'],
  ['21', 'Node 22, the nearest supported version, because .nvmrc says 21'],
  ['lts/constructor', 'Node 24 because the project asks for no version'],
  ['whatever', 'Node 24 because the project asks for no version'],
  ['', 'Node 24 because the project asks for no version'],
])('.nvmrc with %j', async (nvmrc, reason) => {
  const recipe = await recipeOf({ 'package.json': server, '.nvmrc': nvmrc })
  expect(recipe.reasons[0]).toBe(reason)
  expect(recipe.bases).toEqual([
    { name: 'node', version: recipe.runtimeVersion, ref: `base/node:${recipe.runtimeVersion}` },
  ])
})

test.each([
  ['>=18', '24'],
  ['^20.10.0 || ^22', '22'],
  ['20.x', '20'],
  ['<21', '20'],
  ['>=30', '24'],
])('engines.node %s gives Node %s', async (node, version) => {
  const recipe = await recipeOf({ 'package.json': { ...server, engines: { node } } })
  expect(recipe.runtimeVersion).toBe(version)
})

test('a version file wins over volta, and volta over engines', async () => {
  const all = { ...server, engines: { node: '24' }, volta: { node: '22.1.0' } }
  expect((await recipeOf({ 'package.json': all })).reasons[0]).toBe('Node 22 because volta in package.json says 22.1.0')
  const withFile = await recipeOf({ 'package.json': all, '.node-version': '20' })
  expect(withFile.reasons[0]).toBe('Node 20 because .node-version says 20')
})

test('only supported versions are used', async () => {
  const recipe = await recipeOf({ 'package.json': server, '.nvmrc': '24' }, { nodeVersions: [22] })
  expect(recipe.reasons[0]).toBe('Node 22, the nearest supported version, because .nvmrc says 24')
})
