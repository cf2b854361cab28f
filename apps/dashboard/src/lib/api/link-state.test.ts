import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { noteHeard, noteLink, readLinkState, watchLinkState } from './link-state.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  noteLink('idle')
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the state of the link', () => {
  it('says since when nothing was heard', () => {
    noteLink('live')
    vi.setSystemTime(1_005_000)
    noteHeard()
    vi.setSystemTime(1_012_000)
    noteLink('reconnecting')
    expect(readLinkState()).toEqual({ kind: 'reconnecting', since: 1_005_000 })
  })

  it('tells changes only, and keeps the same object between them', () => {
    const told: string[] = []
    const leave = watchLinkState(() => told.push(readLinkState().kind))
    noteLink('live')
    const live = readLinkState()
    noteLink('live')
    expect(readLinkState()).toBe(live)
    noteLink('reconnecting')
    noteLink('reconnecting')
    noteLink('live')
    leave()
    noteLink('idle')
    expect(told).toEqual(['live', 'reconnecting', 'live'])
  })
})
