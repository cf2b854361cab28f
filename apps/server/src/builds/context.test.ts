import { type BuildRecipe, DockerfileGenerator, defaultNodeVersions, type RecipeSettings } from '@kapsules/dockerfile'
import { describe, expect, it } from 'vitest'
import { makeContext, makeRecipe } from './context.ts'

const file = (path: string, text = path) => ({ path, content: Buffer.from(text), executable: false })

function recipe(extraFiles: BuildRecipe['extraFiles']): BuildRecipe {
  const made = { kind: 'node' as const, framework: 'x', dockerfile: '', bases: [], port: 1, writablePaths: [] }
  return { ...made, extraFiles, dependencyPaths: [], reasons: [] }
}

const paths = (files: readonly { path: string }[]) => files.map((it) => it.path).sort()

describe('makeContext', () => {
  it('leaves out what .dockerignore names, with its exceptions, and never the Dockerfile', () => {
    const files = [
      file('.dockerignore', 'node_modules\n**/*.log\ndocs\n!docs/keep.md\nDockerfile\n'),
      ...['Dockerfile', 'a.js', 'node_modules/x/index.js', 'deep/er/b.log', 'docs/gone.md', 'docs/keep.md'].map((it) =>
        file(it),
      ),
    ]
    expect(paths(makeContext(files, recipe([])))).toEqual(['.dockerignore', 'Dockerfile', 'a.js', 'docs/keep.md'])
  })

  it('what the recipe adds is there and wins', () => {
    const added = [
      { path: '.dockerignore', content: '*\n!a.js\n' },
      { path: '.kapsules/nginx.conf', content: 'ours' },
    ]
    const context = makeContext([file('.dockerignore', ''), file('a.js'), file('b.js')], recipe(added))
    expect(paths(context)).toEqual(['.dockerignore', '.kapsules/nginx.conf', 'a.js'])
    expect(Buffer.from(context.find((it) => it.path === '.dockerignore')?.content ?? []).toString()).toBe('*\n!a.js\n')
  })
})

describe('makeRecipe', () => {
  const site = [file('index.html', '<h1>hi</h1>')]
  const make = (baseRef: RecipeSettings['baseRef']) =>
    new DockerfileGenerator({ baseRef, cacheScope: 't', pythonVersion: '3.11', nodeVersions: defaultNodeVersions })

  it.each(['kapsules/nginx:1', 'registry.example.com/nginx:1'])(
    'names the base as it stands on the engine: %s',
    async (ref) => {
      const asked: string[] = []
      const ensureBase = async (name: string, version: string) => {
        asked.push(`${name}:${version}`)
        return ref
      }
      const { dockerfile } = await makeRecipe(site, make, { ensureBase }, AbortSignal.timeout(5_000))
      expect(asked).toEqual(['nginx:1'])
      expect(dockerfile).toContain(`FROM ${ref}`)
    },
  )
})
