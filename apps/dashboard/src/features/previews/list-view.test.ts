import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { previewOf } from '../../lib/previews/preview-of.fixture.ts'
import { arrangePreviews, countStates, firstDirection, holdOrder } from './list-view.ts'
import { type PreviewsSearch, readPreviewsSearch, sortKeys } from './previews-search.ts'

const shop = previewOf({ id: 'shop', projectId: 'Shop', createdAt: 3 })
const wiki = previewOf({
  id: 'wiki',
  projectId: 'wiki',
  slug: 'wiki-main',
  phase: 'failed',
  url: null,
  framework: 'Astro',
  createdAt: 2,
})
const notes = previewOf({ id: 'notes', projectId: 'ai-notes', slug: 'ai-notes-main', health: 'degraded', createdAt: 1 })
const all = [notes, wiki, shop]
const usage = (id: string) => ({ shop: { cpus: 0.1, memoryBytes: 9 }, notes: { cpus: 0.7, memoryBytes: 4 } })[id]
const idsOf = (previews: readonly PreviewSummary[]) => previews.map(({ id }) => id)
const arranged = (search: PreviewsSearch) => idsOf(arrangePreviews(all, search, usage))

describe('filtering', () => {
  it.each([
    [{ q: 'SHOP' }, ['shop']],
    [{ q: 'astro' }, ['wiki']],
    [{ q: 'notes main' }, ['notes']],
    [{ q: 'notes astro' }, []],
    [{ q: '  ' }, ['shop', 'wiki', 'notes']],
    [{ phase: ['failed'] }, ['wiki']],
    [{ phase: ['failed', 'live'] }, ['shop', 'wiki', 'notes']],
    [{ health: ['degraded'] }, ['notes']],
    [{ q: 'shop', phase: ['failed'] }, []],
  ] satisfies [PreviewsSearch, string[]][])('%j lets through %j', (search, ids) => {
    expect(arranged(search)).toEqual(ids)
  })

  it('counts the health of what runs only', () => {
    expect(countStates(all)).toEqual({ phase: { live: 2, failed: 1 }, health: { healthy: 1, degraded: 1 } })
  })
})

describe('sorting', () => {
  it.each([
    [{}, ['shop', 'wiki', 'notes']],
    [{ sort: 'age', dir: 'up' }, ['notes', 'wiki', 'shop']],
    [{ sort: 'name' }, ['notes', 'shop', 'wiki']],
    [{ sort: 'phase' }, ['wiki', 'notes', 'shop']],
    [{ sort: 'health' }, ['notes', 'shop', 'wiki']],
    [{ sort: 'cpu' }, ['notes', 'shop', 'wiki']],
    [{ sort: 'memory' }, ['shop', 'notes', 'wiki']],
    [{ sort: 'memory', dir: 'up' }, ['wiki', 'notes', 'shop']],
  ] satisfies [PreviewsSearch, string[]][])('%j gives %j', (search, ids) => {
    expect(arranged(search)).toEqual(ids)
  })

  it('is the same for the same previews in any order', () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      previewOf({ id: `${index}`, projectId: `p${index % 4}`, createdAt: index % 3 }),
    )
    const search = fc.record({
      sort: fc.constantFrom(...sortKeys),
      dir: fc.constantFrom('up' as const, 'down' as const),
    })
    fc.assert(
      fc.property(fc.shuffledSubarray(many, { minLength: many.length }), search, (shuffled, how) => {
        expect(idsOf(arrangePreviews(shuffled, how, usage))).toEqual(idsOf(arrangePreviews(many, how, usage)))
      }),
    )
  })

  it('begins with what somebody who clicks looks for', () => {
    expect(firstDirection('cpu')).toBe('down')
    expect(firstDirection('name')).toBe('up')
  })
})

describe('holdOrder', () => {
  it('moves nothing that was shown: gone ones leave, new ones come last, all others are as they are now', () => {
    const ids = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd', 'e', 'f'))
    fc.assert(
      fc.property(ids, ids, (before, after) => {
        const next = after.map((id) => previewOf({ id, revision: 9 }))
        const held = holdOrder(next, before)
        expect(idsOf(held).filter((id) => before.includes(id))).toEqual(before.filter((id) => after.includes(id)))
        expect(idsOf(held).toSorted()).toEqual(after.toSorted())
        expect(held.every(({ revision }) => revision === 9)).toBe(true)
      }),
    )
  })
})

describe('the address', () => {
  it('keeps what it understands', () => {
    expect(readPreviewsSearch({ q: 'a', phase: 'live,x', health: 'degraded', sort: 'cpu', dir: 'sideways' })).toEqual({
      q: 'a',
      phase: ['live'],
      health: ['degraded'],
      sort: 'cpu',
    })
  })
})
