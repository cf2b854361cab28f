import { describe, expect, it } from 'vitest'
import { intentOf } from './intent.ts'

describe('intentOf', () => {
  it.each([
    ['running', 'live', null],
    ['running', 'failed', null],
    ['running', 'stopped', 'Starting'],
    ['stopped', 'live', 'Stopping'],
    ['stopped', 'building', 'Stopping'],
    ['stopped', 'stopped', null],
    ['deleted', 'live', 'Deleting'],
    ['deleted', 'deleting', null],
  ] as const)('%s asked for and %s seen: %s', (desired, phase, intent) => {
    expect(intentOf({ desired, phase })).toBe(intent)
  })
})
