import type { FileMap } from '../project-files.ts'
import { readText } from '../project-files.ts'
import { appPort, type BaseImage, type BuildRecipe, type RecipeSettings } from '../recipe.ts'
import { knownBase } from './known-base.ts'
import { type BroughtDockerfile, type FromImage, readDockerfile } from './read-dockerfile.ts'

interface Replacement {
  readonly image: FromImage
  readonly base: BaseImage
}

/** A project that says itself how it is built. Throws `invalid-dockerfile`. */
export function broughtDockerfile(files: FileMap, settings: RecipeSettings): BuildRecipe {
  const brought = readDockerfile(readText(files, 'Dockerfile') ?? '')
  const replacements = brought.images.flatMap((image) => replacementFor(image, brought, settings))
  const lastBase = replacements.find(({ image }) => image === brought.images.at(-1))?.base.name
  const usualPort = lastBase === 'nginx' ? 80 : appPort
  const port = brought.port ?? usualPort
  return {
    kind: 'dockerfile',
    framework: 'Dockerfile',
    dockerfile: replaced(brought.text, replacements),
    extraFiles: [],
    bases: distinct(replacements.map(({ base }) => base)),
    port,
    writablePaths: ['/run', ...(lastBase === 'nginx' ? ['/var/cache/nginx', '/var/lib/nginx'] : [])],
    dependencyPaths: [],
    reasons: [
      'the project brings its own Dockerfile',
      brought.port === undefined ? `port ${port}, because nothing is exposed` : `port ${port}, because EXPOSE says so`,
      ...replacements.map(({ image, base }) => `line ${image.line + 1}: ${image.ref} is taken from ${base.ref}`),
      ...brought.dropped.map((keyword) => `${keyword} is left out: the platform decides it`),
    ],
  }
}

function replacementFor(image: FromImage, { text }: BroughtDockerfile, settings: RecipeSettings): Replacement[] {
  const known = image.isStage ? undefined : knownBase(image.ref, settings)
  if (known === undefined) return []
  // Our bases have no apk: a stage that installs with it needs the image that it names.
  if (known.tag.includes('alpine') && /\bapk\s+add\b/.test(text)) return []
  const { name, version } = known
  return [{ image, base: { name, version, ref: settings.baseRef(name, version) } }]
}

function replaced(text: string, replacements: readonly Replacement[]): string {
  const lines = text.split('\n')
  for (const { image, base } of replacements) {
    const line = lines[image.line] ?? ''
    lines[image.line] = line.slice(0, image.start) + base.ref + line.slice(image.end)
  }
  return lines.join('\n')
}

function distinct(bases: readonly BaseImage[]): BaseImage[] {
  return [...new Map(bases.map((base) => [base.ref, base])).values()]
}
