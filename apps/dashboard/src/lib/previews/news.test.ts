import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergePreviews, type PreviewNews, snapshotLimit, withNews } from './news.ts'
import { previewOf } from './preview-of.fixture.ts'

const changed = (id: string, revision: number, generation = 1): PreviewNews => ({
  kind: 'changed',
  preview: previewOf({ id, revision, generation }),
})

describe('withNews', () => {
  const list = [previewOf({ id: 'a', revision: 3 }), previewOf({ id: 'b', revision: 3 })]

  it('changes one in its place, adds a new one in front, takes away what is gone', () => {
    expect(withNews(list, changed('b', 4)).map(({ id, revision }) => [id, revision])).toEqual([
      ['a', 3],
      ['b', 4],
    ])
    expect(withNews(list, changed('c', 1)).map(({ id }) => id)).toEqual(['c', 'a', 'b'])
    expect(withNews(list, { kind: 'removed', previewId: 'a' }).map(({ id }) => id)).toEqual(['b'])
  })

  it('leaves out what is older than what is known, and takes the same revision with a new wish', () => {
    expect(withNews(list, changed('a', 2))).toBe(list)
    expect(withNews([previewOf({ id: 'a', generation: 2 })], changed('a', 9, 1))[0]?.revision).toBe(1)
    const stopped: PreviewNews = { kind: 'changed', preview: previewOf({ id: 'a', revision: 3, desired: 'stopped' }) }
    expect(withNews(list, stopped)[0]?.desired).toBe('stopped')
  })

  it('takes a snapshot for the whole, unless it is full', () => {
    expect(withNews(list, { kind: 'snapshot', previews: [] })).toEqual([])
    const full = Array.from({ length: snapshotLimit }, (_, index) => previewOf({ id: `n${index}` }))
    expect(withNews(list, { kind: 'snapshot', previews: full })).toHaveLength(snapshotLimit + 2)
  })

  it('ends in the same list in whatever order changes of different previews come', () => {
    const news = fc.shuffledSubarray([changed('a', 5), changed('b', 6), changed('b', 4)], { minLength: 3 })
    fc.assert(
      fc.property(news, (order) => {
        expect(order.reduce(withNews, list).map(({ id, revision }) => [id, revision])).toEqual([
          ['a', 5],
          ['b', 6],
        ])
      }),
    )
  })
})

describe('mergePreviews', () => {
  it('keeps what became known while the list was fetched', () => {
    const fetched = [previewOf({ id: 'a', revision: 3 }), previewOf({ id: 'b', revision: 3 })]
    const known = [previewOf({ id: 'a', revision: 5 }), previewOf({ id: 'b', revision: 1 })]
    expect(mergePreviews(fetched, known).map(({ revision }) => revision)).toEqual([5, 3])
  })
})
