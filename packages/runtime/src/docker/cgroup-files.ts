/**
 * Usage counters straight from the kernel's cgroup files, for containers on our own host: a hundredth of what asking the
 * engine costs. Version 1 has one folder a controller, version 2 one folder for all.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join, relative } from 'node:path'
import type { UsageCounters } from '@kapsules/domain'
import { networkBytes } from './proc-net.ts'

type Counts = Omit<UsageCounters, 'at' | 'networkRxBytes' | 'networkTxBytes'>

/** The files that one version of cgroups keeps its counts in, and what they say. */
interface Layout {
  /** Controller and file name. */
  readonly files: readonly (readonly [controller: string, file: string])[]
  /** Texts come in the order of the files; one that the kernel has not is empty. */
  read(texts: readonly string[]): Counts
}

const version1: Layout = {
  files: [
    ['cpuacct', 'cpuacct.usage'],
    ['cpu', 'cpu.stat'],
    ['memory', 'memory.usage_in_bytes'],
    ['memory', 'memory.stat'],
    ['pids', 'pids.current'],
    ['blkio', 'blkio.throttle.io_service_bytes_recursive'],
  ],
  read([cpu = '', throttling = '', usage = '', memory = '', pids = '', io = '']) {
    return {
      cpuMicros: Number(cpu) / 1_000,
      throttledMicros: field(throttling, 'throttled_time') / 1_000,
      memoryBytes: Math.max(0, Number(usage) - field(memory, 'total_inactive_file')),
      memoryLimitBytes: Math.min(field(memory, 'hierarchical_memory_limit'), totalmem()),
      pids: Number(pids),
      blockReadBytes: sum(io, /^\d+:\d+ Read (\d+)$/gm),
      blockWriteBytes: sum(io, /^\d+:\d+ Write (\d+)$/gm),
    }
  },
}

const version2: Layout = {
  files: ['cpu.stat', 'memory.current', 'memory.stat', 'memory.max', 'pids.current', 'io.stat'].map((file) => [
    '',
    file,
  ]),
  read([cpu = '', current = '', memory = '', limit = '', pids = '', io = '']) {
    return {
      cpuMicros: field(cpu, 'usage_usec'),
      throttledMicros: field(cpu, 'throttled_usec'),
      memoryBytes: Math.max(0, Number(current) - field(memory, 'inactive_file')),
      memoryLimitBytes: limit.startsWith('max') ? totalmem() : Number(limit),
      pids: Number(pids),
      blockReadBytes: sum(io, /\brbytes=(\d+)/g),
      blockWriteBytes: sum(io, /\bwbytes=(\d+)/g),
    }
  },
}

// one read at a time, each copied out before the next: one buffer serves all
const buffer = Buffer.alloc(64 * 1024)

/** The counters of one container, its files kept open. */
export class CgroupFiles {
  readonly #layout: Layout
  readonly #descriptors: readonly (number | null)[]
  readonly #networkFile: string

  private constructor(layout: Layout, folders: readonly (string | null)[], networkFile: string) {
    this.#layout = layout
    this.#descriptors = layout.files.map(([, file], index) => openIfThere(folders[index], file))
    this.#networkFile = networkFile
  }

  /**
   * The files of a container by the id of its first process. Null when that process is not in our sight or is not the
   * container's: then the engine is not on this host, or the container has just ended.
   */
  static find(containerId: string, pid: number, proc = '/proc'): CgroupFiles | null {
    const groups = readIfThere(join(proc, String(pid), 'cgroup'))
    if (!groups.includes(containerId)) return null
    const paths = groupPaths(groups, containerId)
    const layout = paths.has('memory') ? version1 : version2
    const mounts = cgroupMounts(readIfThere(join(proc, 'self', 'mountinfo')))
    const folders = layout.files.map(([controller]) => folderOf(mounts.get(controller), paths.get(controller)))
    return new CgroupFiles(layout, folders, join(proc, String(pid), 'net', 'dev'))
  }

  /** Counts of this moment. Throws when the container has ended. */
  read(): UsageCounters {
    const texts = this.#descriptors.map((descriptor) => (descriptor === null ? '' : readFrom(descriptor)))
    // not kept open: an open file would keep the network of an ended container alive
    const { rx, tx } = networkBytes(readFileSync(this.#networkFile, 'utf8'))
    return { at: Date.now(), ...this.#layout.read(texts), networkRxBytes: rx, networkTxBytes: tx }
  }

  close(): void {
    for (const descriptor of this.#descriptors) if (descriptor !== null) closeSync(descriptor)
  }
}

function readFrom(descriptor: number): string {
  return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0))
}

function openIfThere(folder: string | null | undefined, file: string): number | null {
  if (!folder) return null
  try {
    return openSync(join(folder, file), 'r')
  } catch {
    // kernels differ in the controllers they have: what cannot be read counts as nothing
    return null
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // a process that is gone, or not in our sight
    return ''
  }
}

/** Path of the container's group for each controller; version 2 has the one with the empty name. */
function groupPaths(groups: string, containerId: string): Map<string, string> {
  const paths = new Map<string, string>()
  for (const line of groups.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    if (controllers === undefined || !path?.includes(containerId)) continue
    for (const controller of controllers.split(',')) paths.set(controller, path)
  }
  return paths
}

interface Mount {
  readonly root: string
  readonly at: string
}

/** Where the kernel's cgroup folders are mounted, by controller; version 2 under the empty name. */
function cgroupMounts(mountinfo: string): Map<string, Mount> {
  const mounts = new Map<string, Mount>()
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root = '/', at = ''] = before.split(' ')
    const [type, , options = ''] = after.split(' ')
    if (type === 'cgroup2') mounts.set('', { root, at })
    if (type === 'cgroup') for (const option of options.split(',')) mounts.set(option, { root, at })
  }
  return mounts
}

function folderOf(mount: Mount | undefined, path: string | undefined): string | null {
  return mount && path !== undefined ? join(mount.at, relative(mount.root, path)) : null
}

/** The number beside a name in a file of names and numbers; 0 when it is not there. */
function field(text: string, name: string): number {
  const match = new RegExp(`^${name} (\\d+)$`, 'm').exec(text)
  return Number(match?.[1] ?? 0)
}

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0)
}
