import { expect, test } from 'vitest'
import { recipeOf } from '../testing.ts'

const app = { scripts: { start: 'node server.js' }, dependencies: { express: '5.3.0' } }

test.each([
  ['package-lock.json', '{}', { name: 'npm' }, 'npm ci'],
  ['npm-shrinkwrap.json', '{}', { name: 'npm' }, 'npm ci'],
  ['pnpm-lock.yaml', "lockfileVersion: '9.0'", { name: 'pnpm', version: '10.34.8' }, 'pnpm install --frozen-lockfile'],
  ['pnpm-lock.yaml', "lockfileVersion: '6.0'", { name: 'pnpm', version: '8.15.9' }, 'pnpm install --frozen-lockfile'],
  ['pnpm-lock.yaml', 'lockfileVersion: 5.4', { name: 'pnpm', version: '7.33.7' }, 'pnpm install --frozen-lockfile'],
  ['yarn.lock', '# yarn lockfile v1', { name: 'yarn', version: '1.22.22' }, 'yarn install --frozen-lockfile'],
  ['yarn.lock', '__metadata:\n  version: 8', { name: 'yarn', version: '4.18.1' }, 'yarn install --immutable'],
  ['bun.lock', '{}', { name: 'bun', version: '1.4.5' }, 'bun install --frozen-lockfile'],
  ['bun.lockb', 'binary', { name: 'bun', version: '1.4.5' }, 'bun install --frozen-lockfile'],
])('%s (%s) picks %j', async (lockfile, content, manager, command) => {
  const recipe = await recipeOf({ 'package.json': app, [lockfile]: content })
  expect(recipe.packageManager).toEqual(manager)
  expect(recipe.dockerfile).toContain(command)
  expect(recipe.dependencyPaths).toEqual(['package.json', lockfile])
  expect(recipe.reasons).toContain(`${manager.name} because there is a ${lockfile}`)
})

test('no lockfile: npm install, and it says so', async () => {
  const recipe = await recipeOf({ 'package.json': app })
  expect(recipe.dockerfile).toContain('npm install --cache')
  expect(recipe.dockerfile).not.toContain('npm ci')
  expect(recipe.reasons).toContain('npm install because there is no lockfile')
})

test('a lockfile out of step with package.json falls back to the manifest and says so in the log', async () => {
  const { dockerfile } = await recipeOf({ 'package.json': app, 'package-lock.json': '{}' })
  expect(dockerfile).toMatch(/npm ci .* \|\| \{ echo 'kapsules: package-lock.json cannot .*'; npm install .*; \}/)
})

test('packageManager picks the version, and the manager when there is no lockfile', async () => {
  const pinned = { ...app, packageManager: 'pnpm@9.15.9+sha512.0123456789abcdef' }
  const locked = await recipeOf({ 'package.json': pinned, 'pnpm-lock.yaml': 'lockfileVersion: 9.0' })
  expect(locked.packageManager).toEqual({ name: 'pnpm', version: '9.15.9' })
  expect((await recipeOf({ 'package.json': pinned })).packageManager).toEqual({ name: 'pnpm', version: '9.15.9' })
})

test('a lockfile wins over packageManager of another name', async () => {
  const recipe = await recipeOf({ 'package.json': { ...app, packageManager: 'pnpm@9.0.0' }, 'package-lock.json': '{}' })
  expect(recipe.packageManager).toEqual({ name: 'npm' })
})

test('of several lockfiles one is used, and it is said which', async () => {
  const recipe = await recipeOf({ 'package.json': app, 'yarn.lock': '', 'package-lock.json': '{}' })
  expect(recipe.packageManager?.name).toBe('yarn')
  expect(recipe.reasons).toContain('yarn.lock, package-lock.json: only yarn.lock is used')
})

test('what has no dependencies installs nothing', async () => {
  const recipe = await recipeOf({ 'package.json': { scripts: { start: 'node server.js' } } })
  expect(recipe.dockerfile).not.toMatch(/npm|deps/)
  expect(recipe.packageManager).toBeUndefined()
  expect(recipe.dependencyPaths).toEqual([])
})

test('editing a script leaves the dependency layer alone', async () => {
  const manifests = async (start: string) =>
    (await recipeOf({ 'package.json': { ...app, scripts: { start } } })).extraFiles.filter(({ path }) =>
      path.startsWith('.kapsules/manifests/'),
    )
  expect(await manifests('node a.js')).toEqual(await manifests('node b.js'))
})

test('members of a workspace are part of the dependency layer', async () => {
  const recipe = await recipeOf({
    'package.json': { ...app, workspaces: ['packages/*'] },
    'packages/b/package.json': { name: 'b', scripts: { postinstall: 'exit 1' } },
    'packages/a/package.json': { name: 'a' },
  })
  expect(recipe.dependencyPaths).toEqual(['package.json', 'packages/a/package.json', 'packages/b/package.json'])
  expect(recipe.extraFiles.find(({ path }) => path.endsWith('b/package.json'))?.content).not.toContain('postinstall')
})

test('a dependency inside the project is installed with the sources at hand', async () => {
  const recipe = await recipeOf({
    'package.json': { ...app, dependencies: { lib: 'file:./lib' } },
    'lib/package.json': {},
  })
  expect(recipe.dockerfile).toMatch(/AS deps\nCOPY --chown=1000:1000 \. \.\nRUN/)
})
