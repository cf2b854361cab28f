import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DockerfileGenerator } from './generator.ts'
import { testSettings } from './testing.ts'

const root = join(import.meta.dirname, '../../../examples')

function readProject(folder: string): Map<string, Uint8Array> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => !path.includes('node_modules') && statSync(path).isFile())
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]))
}

const examples = readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory())

describe('the example projects', () => {
  test.each(examples)('%s', async (name) => {
    const recipe = await new DockerfileGenerator(testSettings).generate(readProject(join(root, name)))
    const { dockerfile, extraFiles, ...rest } = recipe
    expect(dockerfile).toMatchSnapshot('Dockerfile')
    expect({ ...rest, extraFiles: extraFiles.map(({ path }) => path) }).toMatchSnapshot('recipe')
  })

  test.each(examples)('%s names no registry in its files', (name) => {
    for (const [path, content] of readProject(join(root, name))) {
      if (!/lock|npmrc|yarnrc/.test(path)) continue
      expect(new TextDecoder().decode(content), path).not.toMatch(/"?resolved"?[: ]|https?:\/\/[^\s"]*\.tgz|registry=/)
    }
  })
})
