import semver from 'semver'
import type { FileMap } from '../project-files.ts'
import { firstPresent, readHead, readText } from '../project-files.ts'
import { quoteForPeople } from '../safe-text.ts'
import type { Manifest } from './manifest.ts'

export type NodeManagerName = 'npm' | 'pnpm' | 'yarn' | 'bun'

export interface PackageManager {
  readonly name: NodeManagerName
  /** Exact version to install; npm is the one that comes with Node and has none. */
  readonly version: string | undefined
  readonly lockfile: string | undefined
  readonly reasons: readonly string[]
}

/** In the order in which they win when a project has several. */
const lockfiles: readonly (readonly [NodeManagerName, readonly string[]])[] = [
  ['pnpm', ['pnpm-lock.yaml']],
  ['yarn', ['yarn.lock']],
  ['bun', ['bun.lock', 'bun.lockb']],
  ['npm', ['package-lock.json', 'npm-shrinkwrap.json']],
]

const defaultVersions = { pnpm: '10.34.8', yarnClassic: '1.22.22', yarnBerry: '4.18.1', bun: '1.4.5' } as const

/** The package manager of a project: its lockfile says which, `packageManager` says which version. */
export function pickPackageManager(files: FileMap, manifest: Manifest): PackageManager {
  const asked = readAsked(manifest.packageManager)
  const locked = lockfiles.flatMap(([name, paths]) => {
    const lockfile = firstPresent(files, paths)
    return lockfile === undefined ? [] : [{ name, lockfile }]
  })
  const chosen = locked.find(({ name }) => name === asked?.name) ?? locked[0]
  const name = chosen?.name ?? asked?.name ?? 'npm'
  const lockfile = chosen?.lockfile
  const reasons = [whyManager(name, lockfile, asked)]
  if (locked.length > 1) reasons.push(`${locked.map((lock) => lock.lockfile).join(', ')}: only ${lockfile} is used`)
  const pinned = asked?.name === name ? asked.version : undefined
  if (name === 'npm') return { name, version: undefined, lockfile, reasons }
  const version = pinned ?? versionOf(name, files, lockfile)
  const why = pinned === undefined ? versionReason(lockfile) : `packageManager says ${quoteForPeople(pinned)}`
  return { name, version, lockfile, reasons: [...reasons, `${name} ${version} because ${why}`] }
}

/** Whether the manager is a Yarn of version 2 or later. */
export function isYarnBerry(manager: PackageManager): boolean {
  return manager.name === 'yarn' && manager.version !== undefined && semver.major(manager.version) >= 2
}

function readAsked(field: string | undefined): { name: NodeManagerName; version: string } | undefined {
  const match = /^(npm|pnpm|yarn|bun)@([^+\s]{1,40})/.exec(field ?? '')
  const version = semver.valid(match?.[2])
  const name = lockfiles.find(([known]) => known === match?.[1])?.[0]
  return name === undefined || version === null ? undefined : { name, version }
}

function whyManager(name: string, lockfile: string | undefined, asked: { name: string } | undefined): string {
  if (lockfile !== undefined) return `${name} because there is a ${lockfile}`
  if (asked !== undefined) return `${name} install without a lockfile because packageManager names ${name}`
  return 'npm install because there is no lockfile'
}

function versionReason(lockfile: string | undefined): string {
  return lockfile === undefined ? 'packageManager names no exact version' : `it reads this ${lockfile}`
}

function versionOf(name: 'pnpm' | 'yarn' | 'bun', files: FileMap, lockfile: string | undefined): string {
  if (name === 'bun') return defaultVersions.bun
  const head = lockfile === undefined ? '' : readHead(files, lockfile, 2_000)
  return name === 'pnpm' ? pnpmVersion(head) : yarnVersion(files, head)
}

function pnpmVersion(lockHead: string): string {
  const format = Number(/^lockfileVersion:\s*['"]?(\d+)/m.exec(lockHead)?.[1] ?? 9)
  if (format <= 5) return '7.33.7'
  return format < 9 ? '8.15.9' : defaultVersions.pnpm
}

function yarnVersion(files: FileMap, lockHead: string): string {
  const committed = /yarn-(\d{1,3}\.\d{1,3}\.\d{1,3})\.cjs/.exec(readText(files, '.yarnrc.yml') ?? '')?.[1]
  if (committed !== undefined) return committed
  const berry = /^__metadata:/m.test(lockHead) || (lockHead === '' && files.has('.yarnrc.yml'))
  return berry ? defaultVersions.yarnBerry : defaultVersions.yarnClassic
}
