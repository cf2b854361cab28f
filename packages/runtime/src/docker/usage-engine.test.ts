import { expect, test } from 'vitest'
import { containerStats } from './answers.ts'
import { countersOf } from './usage-engine.ts'

const version1 = {
  read: '2026-11-23T14:00:00.5Z',
  cpu_stats: { cpu_usage: { total_usage: 5_000_000 }, throttling_data: { throttled_time: 2_000 } },
  memory_stats: { usage: 1_000, limit: 4_000, stats: { total_inactive_file: 300, inactive_file: 1 } },
  networks: { eth0: { rx_bytes: 10, tx_bytes: 20 }, eth1: { rx_bytes: 1, tx_bytes: 2 } },
  blkio_stats: {
    io_service_bytes_recursive: [
      { op: 'Read', value: 7 },
      { op: 'Write', value: 8 },
      { op: 'Total', value: 15 },
    ],
  },
  pids_stats: { current: 3 },
}

test('the engine’s counts become ours', () => {
  expect(countersOf(containerStats.parse(version1))).toEqual({
    at: Date.UTC(2026, 10, 23, 14) + 500,
    cpuMicros: 5_000,
    throttledMicros: 2,
    memoryBytes: 700,
    memoryLimitBytes: 4_000,
    networkRxBytes: 11,
    networkTxBytes: 22,
    blockReadBytes: 7,
    blockWriteBytes: 8,
    pids: 3,
  })
})

test('cgroup version 2 has other names, and may have no block devices', () => {
  const version2 = {
    ...version1,
    memory_stats: { usage: 1_000, limit: 4_000, stats: { inactive_file: 100 } },
    blkio_stats: { io_service_bytes_recursive: null },
  }
  expect(countersOf(containerStats.parse(version2))).toMatchObject({ memoryBytes: 900, blockReadBytes: 0 })
})

test('a container that does not run has no counters', () => {
  const ended = { read: '0001-01-01T00:00:00Z', cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} }
  expect(countersOf(containerStats.parse(ended))).toBeNull()
})
