import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CgroupFiles } from './cgroup-files.ts'

const id = 'b9f5e981938f8119b5ac4376ad252f20040d642712c4c4922cb2d05097eecb3e'
let root = ''

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cgroup-files-'))
  await lay({ 'proc/7/net/dev': '    lo: 5 0 0 0 0 0 0 0 5 0\n  eth0: 1046 13 0 0 0 0 0 0 659 10\n' })
})

afterEach(() => rm(root, { recursive: true, force: true }))

test('version 1: one folder a controller, wherever each is mounted', async () => {
  await lay({
    'proc/7/cgroup': `11:memory:/docker/${id}\n7:cpu,cpuacct:/docker/${id}\n5:pids:/docker/${id}\n3:blkio:/docker/${id}\n0::/docker/${id}\n`,
    'proc/self/mountinfo': [
      `41 31 0:38 / ${root}/unified rw,relatime - cgroup2 cgroup2 rw`,
      `33 31 0:31 / ${root}/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct`,
      `35 31 0:32 / ${root}/memory rw,relatime - cgroup cgroup rw,memory`,
      `38 31 0:35 / ${root}/blkio rw,relatime - cgroup cgroup rw,blkio`,
    ].join('\n'),
    [`cpu/docker/${id}/cpuacct.usage`]: '23732756\n',
    [`cpu/docker/${id}/cpu.stat`]: 'nr_periods 3\nnr_throttled 1\nthrottled_time 5000000\n',
    [`memory/docker/${id}/memory.usage_in_bytes`]: '1000000\n',
    [`memory/docker/${id}/memory.stat`]:
      'cache 400000\nhierarchical_memory_limit 67108864\ntotal_inactive_file 300000\n',
    [`blkio/docker/${id}/blkio.throttle.io_service_bytes_recursive`]:
      '254:0 Read 4096\n254:0 Write 8192\n254:0 Sync 0\n7:0 Read 1\nTotal 12289\n',
  })
  expect(read()).toMatchObject({
    cpuMicros: 23_732.756,
    throttledMicros: 5_000,
    memoryBytes: 700_000,
    memoryLimitBytes: 67_108_864,
    // the pids controller is not mounted here
    pids: 0,
    blockReadBytes: 4_097,
    blockWriteBytes: 8_192,
    networkRxBytes: 1_046,
    networkTxBytes: 659,
  })
})

test('version 2 under systemd: one folder for all', async () => {
  const folder = `unified/system.slice/docker-${id}.scope`
  await lay({
    'proc/7/cgroup': `0::/system.slice/docker-${id}.scope\n`,
    'proc/self/mountinfo': `30 23 0:26 / ${root}/unified rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n`,
    [`${folder}/cpu.stat`]: 'usage_usec 5000\nuser_usec 1\nnr_throttled 2\nthrottled_usec 77\n',
    [`${folder}/memory.current`]: '900000\n',
    [`${folder}/memory.stat`]: 'anon 1\ninactive_file 100000\nactive_file 3\n',
    [`${folder}/memory.max`]: '33554432\n',
    [`${folder}/pids.current`]: '4\n',
    [`${folder}/io.stat`]:
      '254:0 rbytes=100 wbytes=200 rios=1 wios=2 dbytes=0 dios=0\n7:0 rbytes=1 wbytes=2 rios=1 wios=1\n',
  })
  expect(read()).toMatchObject({
    cpuMicros: 5_000,
    throttledMicros: 77,
    memoryBytes: 800_000,
    memoryLimitBytes: 33_554_432,
    pids: 4,
    blockReadBytes: 101,
    blockWriteBytes: 202,
  })
  await lay({ [`${folder}/memory.max`]: 'max\n' })
  expect(read()?.memoryLimitBytes).toBe(totalmem())
})

test('a process that is not the container’s, or not there, is not read', async () => {
  await lay({ 'proc/7/cgroup': '0::/user.slice\n', 'proc/self/mountinfo': '' })
  expect(CgroupFiles.find(id, 7, join(root, 'proc'))).toBeNull()
  expect(CgroupFiles.find(id, 8, join(root, 'proc'))).toBeNull()
})

test('reading throws once the container has ended', async () => {
  await lay({ 'proc/7/cgroup': `0::/docker/${id}\n`, 'proc/self/mountinfo': '' })
  const files = CgroupFiles.find(id, 7, join(root, 'proc'))
  await rm(join(root, 'proc/7'), { recursive: true })
  expect(() => files?.read()).toThrow('ENOENT')
  files?.close()
})

function read() {
  const files = CgroupFiles.find(id, 7, join(root, 'proc'))
  const counters = files?.read()
  files?.close()
  return counters
}

async function lay(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
}
