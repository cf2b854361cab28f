import semver from 'semver'
import type { FileMap } from '../project-files.ts'
import { readText } from '../project-files.ts'
import { quoteForPeople } from '../safe-text.ts'
import type { Manifest } from './manifest.ts'

export interface NodeVersion {
  /** Major, as text. */
  readonly version: string
  readonly reason: string
}

interface Wish {
  readonly asked: string
  readonly source: string
}

/** Release names that version files use after `lts/`. */
const ltsNames: ReadonlyMap<string, number> = new Map([
  ['hydrogen', 18],
  ['iron', 20],
  ['jod', 22],
  ['krypton', 24],
])

/**
 * The Node major to use: the first of .nvmrc, .node-version, volta and engines that can be read, moved to the
 * nearest supported major when the asked one is not supported.
 */
export function pickNodeVersion(files: FileMap, manifest: Manifest, supported: readonly number[]): NodeVersion {
  const newest = Math.max(...supported)
  for (const wish of wishes(files, manifest)) {
    const picked = pick(wish, supported, newest)
    if (picked !== undefined) return picked
  }
  return { version: String(newest), reason: `Node ${newest} because the project asks for no version` }
}

function wishes(files: FileMap, manifest: Manifest): Wish[] {
  const all = [
    { asked: readText(files, '.nvmrc'), source: '.nvmrc' },
    { asked: readText(files, '.node-version'), source: '.node-version' },
    { asked: manifest.voltaNode, source: 'volta in package.json' },
    { asked: manifest.enginesNode, source: 'engines in package.json' },
  ]
  return all.flatMap(({ asked, source }) => {
    const trimmed = asked?.trim().slice(0, 200)
    return trimmed ? [{ asked: trimmed, source }] : []
  })
}

function pick({ asked, source }: Wish, supported: readonly number[], newest: number): NodeVersion | undefined {
  const range = toRange(asked, newest)
  if (range === undefined) return undefined
  const fitting = supported.filter((major) => semver.intersects(range, `^${major}.0.0`))
  const said = `${source} says ${quoteForPeople(asked)}`
  if (fitting.length > 0) {
    const best = Math.max(...fitting)
    return { version: String(best), reason: `Node ${best} because ${said}` }
  }
  const wanted = semver.minVersion(range)?.major ?? newest
  const near = nearestMajor(wanted, supported)
  return { version: String(near), reason: `Node ${near}, the nearest supported version, because ${said}` }
}

function toRange(asked: string, newest: number): string | undefined {
  const word = asked.toLowerCase()
  if (['node', 'stable', 'latest', 'current', 'lts/*', 'lts'].includes(word)) return `^${newest}.0.0`
  const named = word.startsWith('lts/') ? ltsNames.get(word.slice(4)) : undefined
  if (named !== undefined) return `^${named}.0.0`
  const range = semver.validRange(word.replace(/^v/, ''))
  return range === null || semver.minVersion(range) === null ? undefined : range
}

/** The supported major nearest to the wanted one; of two equally near the newer. */
export function nearestMajor(wanted: number, supported: readonly number[]): number {
  return supported.reduce((best, major) => {
    const closer = Math.abs(major - wanted) - Math.abs(best - wanted)
    return closer < 0 || (closer === 0 && major > best) ? major : best
  })
}
