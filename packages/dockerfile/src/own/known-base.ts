import semver from 'semver'
import { nearestMajor } from '../node/node-version.ts'
import type { BaseName, RecipeSettings } from '../recipe.ts'

/** A base of ours that can stand in for an image of a public registry. */
export interface KnownBase {
  readonly name: BaseName
  readonly version: string
  readonly tag: string
}

const families: ReadonlyMap<string, BaseName> = new Map([
  ['node', 'node'],
  ['nginx', 'nginx'],
  ['nginxinc/nginx-unprivileged', 'nginx'],
  ['python', 'python'],
])

/** The base of ours for a reference such as `node:22-slim`; undefined when the image is none of our families. */
export function knownBase(ref: string, settings: RecipeSettings): KnownBase | undefined {
  const match =
    /^(?:(?:index\.)?docker\.io\/)?(?:library\/)?([a-z][a-z/-]{0,60})(?::([\w.-]{1,128}))?(?:@sha256:[0-9a-f]{64})?$/.exec(
      ref,
    )
  const name = families.get(match?.[1] ?? '')
  if (name === undefined) return undefined
  const tag = match?.[2] ?? 'latest'
  return { name, version: versionFor(name, tag, settings), tag }
}

function versionFor(name: BaseName, tag: string, settings: RecipeSettings): string {
  if (name === 'nginx') return '1'
  if (name === 'python') return settings.pythonVersion
  const asked = /^\d/.test(tag) ? semver.coerce(tag)?.major : undefined
  return String(asked === undefined ? Math.max(...settings.nodeVersions) : nearestMajor(asked, settings.nodeVersions))
}
