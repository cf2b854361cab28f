import { describe, expect, test } from 'vitest'
import { recipeOf } from './testing.ts'

const cmd = (dockerfile: string) => JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? 'null')
const deps = (...names: string[]) => Object.fromEntries(names.map((name) => [name, '*']))

describe('sites', () => {
  test.each([
    ['Vite', { 'package.json': { scripts: { build: 'vite build' }, devDependencies: deps('vite') } }, 'spa'],
    ['Create React App', { 'package.json': { dependencies: deps('react-scripts') } }, 'spa'],
    ['Angular', { 'package.json': { devDependencies: deps('@angular/cli') } }, 'spa'],
    ['Vue.js', { 'package.json': { devDependencies: deps('@vue/cli-service') } }, 'spa'],
    ['Astro', { 'package.json': { dependencies: deps('astro') } }, 'static'],
    ['Eleventy', { 'package.json': { dependencies: deps('@11ty/eleventy') } }, 'static'],
    ['Docusaurus (v2+)', { 'package.json': { dependencies: deps('@docusaurus/core') } }, 'static'],
    ['VitePress', { 'package.json': { devDependencies: deps('vitepress') } }, 'static'],
    ['Static files', { 'index.html': '<h1>hi</h1>' }, 'static'],
    ['Static files', { 'public/index.html': '<h1>hi</h1>' }, 'static'],
    ['Static files', { 'index.html': '', 'package.json': { devDependencies: deps('prettier') } }, 'static'],
    ['Built site', { 'package.json': { scripts: { build: 'webpack', start: 'webpack serve' } } }, 'spa'],
  ])('%s', async (framework, files, kind) => {
    const recipe = await recipeOf(files)
    expect(recipe).toMatchObject({ framework, kind, port: 8080 })
    expect(recipe.bases.at(-1)).toEqual({ name: 'nginx', version: '1', ref: 'base/nginx:1' })
  })

  test('history fallback for apps, plain 404 for pages', async () => {
    const conf = async (files: Record<string, unknown>) =>
      (await recipeOf(files)).extraFiles.find(({ path }) => path === '.kapsules/nginx.conf')?.content
    const spa = await conf({ 'package.json': { devDependencies: deps('vite') } })
    expect(spa).toContain('try_files $uri $uri/index.html $uri.html /index.html;')
    expect(await conf({ 'index.html': '' })).toContain('try_files $uri $uri/ $uri.html =404;')
    expect(await conf({ 'package.json': { dependencies: deps('astro') } })).toContain('$uri.html =404;')
  })

  test('output folders named in a configuration come first, commented ones do not', async () => {
    const site = { 'package.json': { devDependencies: deps('vite') } }
    const config = "export default { build: { /* outDir: 'no', */\n// outDir: 'never'\n outDir: './web/' } }"
    expect((await recipeOf({ ...site, 'vite.config.ts': config })).dockerfile).toContain('collect-output.mjs web dist ')
  })
})

describe('servers', () => {
  const next = { dependencies: deps('next', 'react') }
  test.each([
    [
      'Express',
      { 'package.json': { dependencies: deps('express'), scripts: { start: 'node src/s.js' } } },
      ['node', 'src/s.js'],
    ],
    ['Fastify', { 'package.json': { dependencies: deps('fastify') }, 'server.js': '' }, ['node', 'server.js']],
    ['Koa', { 'package.json': { dependencies: deps('koa'), main: './api.js' }, 'api.js': '' }, ['node', 'api.js']],
    ['Hono', { 'package.json': { dependencies: deps('hono') }, 'src/index.ts': '' }, ['node', 'src/index.ts']],
    [
      'Hono',
      { 'package.json': { dependencies: deps('hono', 'tsx') }, 'src/index.ts': '' },
      ['node', '--import', 'tsx', 'src/index.ts'],
    ],
    [
      'NestJS',
      {
        'package.json': {
          dependencies: deps('@nestjs/core'),
          scripts: { start: 'nest start', 'start:prod': 'node dist/main' },
        },
      },
      ['node', 'dist/main'],
    ],
    [
      'Next.js',
      { 'package.json': { ...next, scripts: { start: 'next start -p 3000' } } },
      ['node', 'node_modules/next/dist/bin/next', 'start'],
    ],
    ['Next.js', { 'package.json': { ...next, scripts: { start: 'node server.js' } } }, ['node', 'server.js']],
    [
      'Next.js',
      { 'package.json': next, 'next.config.js': 'module.exports = { output: "standalone" }' },
      ['node', 'server.js'],
    ],
    ['Nuxt', { 'package.json': { dependencies: deps('nuxt') } }, ['node', '.output/server/index.mjs']],
    [
      'Astro',
      {
        'package.json': { dependencies: deps('astro', '@astrojs/node') },
        'astro.config.mjs': 'import node from "@astrojs/node"',
      },
      ['node', 'dist/server/entry.mjs'],
    ],
    [
      'SvelteKit',
      {
        'package.json': { devDependencies: deps('@sveltejs/kit') },
        'svelte.config.js': 'import a from "@sveltejs/adapter-node"; a({ out: "srv" })',
      },
      ['node', 'srv'],
    ],
    [
      'React Router',
      {
        'package.json': {
          devDependencies: deps('@react-router/dev'),
          scripts: { start: 'react-router-serve ./build/server/index.js' },
        },
        'react-router.config.ts': '',
      },
      ['npm', 'run', 'start'],
    ],
    [
      'Vite',
      { 'package.json': { devDependencies: deps('vite'), scripts: { start: 'NODE_ENV=production node server.js' } } },
      ['node', 'server.js'],
    ],
    ['Node', { 'package.json': { scripts: { start: 'tsx watch a.ts | pino-pretty' } } }, ['npm', 'run', 'start']],
    ['Node', { 'package.json': { scripts: { prestart: 'x', start: 'node a.js' } } }, ['npm', 'run', 'start']],
    ['Node', { 'package.json': { scripts: { dev: 'node a.js' } } }, ['node', 'a.js']],
  ])('%s (%#)', async (framework, files, command) => {
    const recipe = await recipeOf(files)
    expect(recipe).toMatchObject({ framework, kind: 'node', port: 8080 })
    expect(cmd(recipe.dockerfile)).toEqual(command)
    expect(recipe.dockerfile).toMatch(/\nUSER 1000:1000\nENTRYPOINT \[\]\nCMD .*\n$/)
  })

  test('frameworks that build pages only are served by nginx', async () => {
    const exported = { 'package.json': next, 'next.config.mjs': 'export default { output: "export" }' }
    expect((await recipeOf(exported)).kind).toBe('static')
    const generated = { 'package.json': { dependencies: deps('nuxt'), scripts: { build: 'nuxt generate' } } }
    expect((await recipeOf(generated)).kind).toBe('spa')
    const kit = { 'package.json': { devDependencies: deps('@sveltejs/kit') } }
    const pages = {
      ...kit,
      'svelte.config.js': 'import a from "@sveltejs/adapter-static"; a({ fallback: "200.html" })',
    }
    expect((await recipeOf(pages)).kind).toBe('spa')
    const client = {
      'package.json': { devDependencies: deps('@react-router/dev') },
      'react-router.config.ts': 'export default { ssr: false }',
    }
    expect((await recipeOf(client)).kind).toBe('spa')
  })

  test('packages for development stay out of the image where the start needs none', async () => {
    const app = { dependencies: deps('express'), devDependencies: deps('tsx'), scripts: { start: 'node a.js' } }
    expect((await recipeOf({ 'package.json': app })).dockerfile).toContain('COPY --from=production /app/node_modules')
    const needing = { ...app, scripts: { start: 'node --import tsx a.ts' } }
    expect((await recipeOf({ 'package.json': needing })).dockerfile).toContain('COPY --from=deps /app/node_modules')
  })

  test('what a build writes into node_modules reaches the image', async () => {
    const app = {
      dependencies: deps('express', '@prisma/client'),
      scripts: { build: 'prisma generate', start: 'node a.js' },
    }
    const { dockerfile } = await recipeOf({ 'package.json': app })
    expect(dockerfile).toContain('FROM deps AS build')
    expect(dockerfile).toContain('COPY --from=build /app ./')
    expect(dockerfile).not.toContain('/app/node_modules ./node_modules')
  })

  test('install scripts of the project run after its sources are there', async () => {
    const app = { dependencies: deps('express'), scripts: { postinstall: 'node x', start: 'node a.js', build: 'tsc' } }
    expect((await recipeOf({ 'package.json': app })).dockerfile).toContain('RUN npm run postinstall && npm run build')
  })

  test('Next.js gets its caches writable', async () => {
    const recipe = await recipeOf({ 'package.json': next })
    expect(recipe.writablePaths).toEqual(['/app/.next/cache', '/app/.next/server/route-cache'])
  })
})

describe('company certificates', () => {
  test('are trusted while building and not in the image', async () => {
    const files = { 'package.json': { dependencies: deps('express') }, 'index.js': '' }
    const recipe = await recipeOf(files, { extraCaPem: 'PEM' })
    expect(recipe.extraFiles).toContainEqual({ path: '.kapsules/ca.pem', content: 'PEM' })
    const [, last] = recipe.dockerfile.split('\n\nFROM base/')
    expect(recipe.dockerfile).toContain('NODE_EXTRA_CA_CERTS=/etc/kapsules/ca.pem')
    expect(last).not.toContain('kapsules/ca.pem')
    expect((await recipeOf(files)).dockerfile).not.toContain('ca.pem')
  })
})

describe('what nothing recognises', () => {
  test.each([
    ['empty-project', {}, /index\.html/],
    ['unrecognised-project', { 'README.md': 'hello' }, /index\.html/],
    ['unrecognised-project', { 'go.mod': 'module x', 'main.go': '' }, /Dockerfile/],
    ['unrecognised-project', { 'site/index.htm': '', 'site/a.css': '' }, /content of that folder/],
    ['unrecognised-project', { 'package.json': '{ "name": ' }, /valid JSON/],
    ['unrecognised-project', { 'package.json': '[]' }, /valid JSON/],
    ['unrecognised-project', { 'package.json': { name: 'x' } }, /"start" script/],
    ['unrecognised-project', { 'package.json': { devDependencies: deps('@sveltejs/kit') } }, /adapter-node/],
    ['unrecognised-project', { 'requirements.txt': 'flask' }, /app\.py/],
  ])('%s: %j', async (code, files, hint) => {
    await expect(recipeOf(files)).rejects.toMatchObject({ fault: { code, hint: expect.stringMatching(hint) } })
  })
})
