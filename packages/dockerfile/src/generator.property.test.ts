import { FaultError } from '@kapsules/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DockerfileGenerator } from './generator.ts'
import type { BuildRecipe } from './recipe.ts'
import { projectOf, recipeOf, testSettings } from './testing.ts'

const marker = 'pwned'
const hostile = [
  `$(touch ${marker})`,
  `\`${marker}\``,
  `a.js\nRUN ${marker}`,
  `a.js\r\nFROM ${marker}`,
  `"; ${marker}; "`,
  `'${marker}'`,
  `--${marker}`,
  `../${marker}.js`,
  `a.js && ${marker}`,
  `\${${marker}}`,
  `a.js \\\n${marker}`,
  `${marker}\u2028RUN x`,
  `["${marker}"]`,
  `<<${marker}`,
]
const instruction = /^(?:(?:FROM|COPY|RUN|ENV|WORKDIR|EXPOSE|USER|ENTRYPOINT|CMD) .*)?$/

/** Every line is an instruction of ours, every stage that is named exists, and nothing of the project is in it. */
function expectSound({ dockerfile, kind }: BuildRecipe): void {
  if (kind === 'dockerfile') return
  const lines = dockerfile.split('\n')
  for (const line of lines) expect(line).toMatch(instruction)
  const command = lines.findLast((line) => line.startsWith('CMD ')) ?? ''
  // Words of a start script may stand in the exec form, where nothing expands them; nowhere else.
  expect(lines.filter((line) => line !== command).join('\n')).not.toContain(marker)
  for (const word of JSON.parse(command.slice(4))) expect(word).toMatch(/^[A-Za-z0-9_@.:=+/()-]+$/)
  const stages = new Set<string>()
  for (const line of lines) {
    const named = [...line.matchAll(/(?:--from=|,from=)([a-z]+)/g)].map(([, stage]) => stage)
    for (const stage of named) expect(stages).toContain(stage)
    const [, image, stage] = /^FROM (\S+)(?: AS (\S+))?$/.exec(line) ?? []
    if (image !== undefined && !image.startsWith('base/')) expect(stages).toContain(image)
    if (stage !== undefined) stages.add(stage)
  }
  expect(lines.filter((line) => line.startsWith('USER ')).at(-1)).toBe('USER 1000:1000')
}

test.each(hostile)('T1: %j in any field is literal or ignored', async (value) => {
  const manifest = {
    name: value,
    main: value,
    packageManager: `pnpm@${value}`,
    engines: { node: value },
    volta: { node: value },
    scripts: { start: `node ${value}`, build: value, [value]: value },
    dependencies: { express: value, [value]: value },
    workspaces: [value],
  }
  const base = { 'package.json': manifest, '.nvmrc': value, [`packages/${value}/package.json`]: {}, [value]: value }
  const extras: Record<string, string>[] = [
    {},
    { 'yarn.lock': value, '.yarnrc.yml': `yarn-${value}.cjs` },
    { 'pnpm-lock.yaml': `lockfileVersion: ${value}`, 'patches/x': value },
    { 'vite.config.js': `outDir: '${value}'`, 'angular.json': `"outputPath": "${value}"` },
  ]
  for (const extra of extras) expectSound(await recipeOf({ ...base, ...extra }))
  for (const start of [value, `node ${value}`, `serve:ssr ${value}`]) {
    expectSound(await recipeOf({ 'package.json': { scripts: { start, build: 'x', 'start:prod': start } } }))
  }
  const site = { 'package.json': { devDependencies: { vite: value } }, 'vite.config.js': `outDir: '${value}'` }
  expectSound(await recipeOf(site))
})

test.each(hostile)('T1: %j in a Python project is literal or ignored', async (value) => {
  const flask = { 'requirements.txt': `flask\n-r ${value}\n${value}`, [`${value}.py`]: 'app = Flask(__name__)' }
  expectSound(await recipeOf({ ...flask, 'app.py': 'app = Flask(__name__)', '.python-version': value }))
  const lines = `[project]\ndependencies = ["fastapi", ${JSON.stringify(value)}]\nrequires-python = ${JSON.stringify(value)}`
  const recipe = await recipeOf({ 'pyproject.toml': lines, 'main.py': `app = FastAPI()\n${value}` })
  expectSound(recipe)
})

const paths = fc.oneof(
  fc.constantFrom(
    'package.json',
    'package-lock.json',
    'yarn.lock',
    'pnpm-lock.yaml',
    'bun.lock',
    'index.html',
    'server.js',
    'src/index.ts',
    'requirements.txt',
    'pyproject.toml',
    'uv.lock',
    'app.py',
    'main.py',
    'manage.py',
    'Dockerfile',
    '.nvmrc',
    'vite.config.ts',
    'next.config.js',
    'svelte.config.js',
    'astro.config.mjs',
    'angular.json',
    'pnpm-workspace.yaml',
    '.dockerignore',
    'public/index.html',
  ),
  fc.string({ minLength: 1, maxLength: 30 }),
)
const packages = fc.constantFrom(
  'next',
  'vite',
  'astro',
  'express',
  'nuxt',
  '@sveltejs/kit',
  '@nestjs/core',
  'prisma',
  'react-scripts',
  '__proto__',
)
const scripts = fc.dictionary(
  fc.constantFrom('start', 'build', 'dev', 'postinstall', 'prestart', 'start:prod', 'serve:ssr:x'),
  fc.oneof(
    fc.constantFrom('node server.js', 'next start', 'vite', 'tsc', 'serve -s dist', ''),
    fc.constantFrom(...hostile),
  ),
)
const manifests = fc.record(
  {
    scripts: fc.oneof(scripts, fc.anything()),
    dependencies: fc.oneof(
      fc.dictionary(packages, fc.oneof(fc.constant('1'), fc.constantFrom(...hostile))),
      fc.anything(),
    ),
    devDependencies: fc.dictionary(packages, fc.constant('*')),
    main: fc.anything(),
    engines: fc.anything(),
    packageManager: fc.oneof(fc.constantFrom('pnpm@9.0.0', 'yarn@4.0.0', 'bun@1', 'npm@10.0.0'), fc.anything()),
    workspaces: fc.anything(),
  },
  { requiredKeys: [] },
)
const contents = fc.oneof(
  manifests,
  fc.string(),
  fc.constantFrom(
    ...hostile,
    'flask\nfastapi',
    'adapter-node',
    'output: "export"',
    "outDir: '../x'",
    'app = Flask(x)',
    '[project]',
    'FROM node',
  ),
)

test('generate throws nothing but faults, and what it writes is sound, whatever the files', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(paths, contents), { maxLength: 12, selector: ([path]) => path }),
      async (entries) => {
        const files = projectOf(
          Object.fromEntries(
            entries.filter(([path]) => path !== '__proto__').map(([path, content]) => [path, content ?? null]),
          ),
        )
        try {
          expectSound(await new DockerfileGenerator(testSettings).generate(files))
        } catch (error) {
          if (!(error instanceof FaultError)) throw error
          expect(['unrecognised-project', 'invalid-dockerfile', 'empty-project']).toContain(error.fault.code)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('the same files give the same recipe', async () => {
  const files = { 'package.json': { dependencies: { next: '16' } }, 'yarn.lock': '' }
  expect(await recipeOf(files)).toEqual(await recipeOf(files))
})

test('huge hostile files are read in one pass', async () => {
  const long = 900_000
  const files = {
    'package.json': `{"dependencies":{"express":"${'"dependencies":{'.replaceAll('"', '\\"').repeat(40_000)}"}}`,
    'vite.config.ts': '/*'.repeat(long / 2),
    'next.config.js': '//'.repeat(long / 2),
    'svelte.config.js': 'outDir'.repeat(long / 6),
    'server.js': `import${' '.repeat(long)}`,
    'requirements.txt': '\n'.repeat(long),
    'app.py': `app${' '.repeat(long)}`,
    'angular.json': '"outputPath"'.repeat(long / 12),
  }
  expect(await recipeOf(files)).toMatchObject({ framework: 'Express' })
  expect(await recipeOf({ ...files, 'package.json': '{}' })).toMatchObject({ framework: 'Node' })
})
