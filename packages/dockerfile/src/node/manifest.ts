import { fail } from '@kapsules/domain'
import type { FileMap } from '../project-files.ts'
import { readText } from '../project-files.ts'

type Json = Readonly<Record<string, unknown>>

/** What we read of a package.json; whatever has another type than it should reads as absent. */
export interface Manifest {
  readonly scripts: ReadonlyMap<string, string>
  /** `dependencies` and `optionalDependencies`. */
  readonly dependencies: ReadonlyMap<string, string>
  readonly devDependencies: ReadonlyMap<string, string>
  readonly main: string | undefined
  readonly packageManager: string | undefined
  readonly enginesNode: string | undefined
  readonly voltaNode: string | undefined
  readonly hasWorkspaces: boolean
  readonly fields: Json
}

/** The root package.json. Throws `unrecognised-project` when it is there and cannot be read. */
export function readManifest(files: FileMap): Manifest | undefined {
  if (!files.has('package.json')) return undefined
  const fields = parseJsonObject(readText(files, 'package.json'))
  if (fields === undefined) {
    fail(
      'unrecognised-project',
      'package.json is not a JSON object, so nothing can be installed or started.',
      'Write package.json as valid JSON: double quotes, no comments, no trailing commas, under 1 MiB.',
    )
  }
  return {
    scripts: stringMap(fields.scripts),
    dependencies: new Map([...stringMap(fields.optionalDependencies), ...stringMap(fields.dependencies)]),
    devDependencies: stringMap(fields.devDependencies),
    main: text(fields.main),
    packageManager: text(fields.packageManager),
    enginesNode: text(object(fields.engines)?.node),
    voltaNode: text(object(fields.volta)?.node),
    hasWorkspaces: fields.workspaces !== undefined && fields.workspaces !== null,
    fields,
  }
}

/** Whether the package is asked for, at run time or while developing. */
export function dependsOn(manifest: Manifest, name: string): boolean {
  return manifest.dependencies.has(name) || manifest.devDependencies.has(name)
}

/** Whether any package is asked for at all. */
export function hasDependencies(manifest: Manifest): boolean {
  return manifest.dependencies.size + manifest.devDependencies.size > 0
}

/** The manifest reduced to what an installation reads: without scripts, so that editing one reinstalls nothing. */
export function installManifest(fields: Json): string {
  const kept = Object.entries(fields).filter(([key]) => key !== 'scripts')
  return `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`
}

/**
 * The manifest as framework detection may see it: dependencies by plain names, and a version only where it is written
 * as one. What detection matches against is then text of a known shape, however the project wrote it.
 */
export function detectionManifest(manifest: Manifest): string {
  const plain = (packages: ReadonlyMap<string, string>) =>
    Object.fromEntries(
      [...packages]
        .filter(([name]) => /^(?:@[\w.-]{1,100}\/)?[\w.-]{1,100}$/.test(name))
        .map(([name, version]) => [name, /^[\w.^~<>=*| -]{1,60}$/.test(version) ? version : '*']),
    )
  return JSON.stringify({
    dependencies: plain(manifest.dependencies),
    devDependencies: plain(manifest.devDependencies),
  })
}

/** Parses JSON that must be an object; undefined when it is anything else. */
export function parseJsonObject(source: string | undefined): Json | undefined {
  if (source === undefined) return undefined
  try {
    return object(JSON.parse(source))
  } catch {
    return undefined
  }
}

function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function stringMap(value: unknown): Map<string, string> {
  const entries = Object.entries(object(value) ?? {})
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
