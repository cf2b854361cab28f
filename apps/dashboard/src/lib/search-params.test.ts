import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSearch, readChoice, readChoices, readText, stringifySearch } from './search-params.ts'

describe('addresses', () => {
  it('are short and readable, and leave out what is absent', () => {
    expect(stringifySearch({ q: 'my shop', phase: ['live', 'failed'], sort: undefined, dir: '' })).toBe(
      '?q=my+shop&phase=live,failed',
    )
    expect(stringifySearch({ to: '/previews/1?q=a&b' })).toBe('?to=/previews/1%3Fq%3Da%26b')
    expect(stringifySearch({})).toBe('')
  })

  it('give back every text that was put in', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ minLength: 1, unit: 'grapheme' })),
        (search) => {
          expect(parseSearch(stringifySearch(search))).toEqual({ ...search })
        },
      ),
    )
  })
})

describe('reading', () => {
  it('leaves out what is not understood', () => {
    expect(readText({ q: 'x' }, 'q')).toEqual({ q: 'x' })
    expect(readText({ q: '' }, 'q')).toEqual({})
    expect(readText({ q: { deep: 1 } }, 'q')).toEqual({})
    expect(readChoice({ sort: 'cpu' }, 'sort', ['cpu', 'name'])).toEqual({ sort: 'cpu' })
    expect(readChoice({ sort: '__proto__' }, 'sort', ['cpu', 'name'])).toEqual({})
    expect(readChoices({ phase: 'live,nonsense,failed,live' }, 'phase', ['failed', 'live'])).toEqual({
      phase: ['failed', 'live'],
    })
    expect(readChoices({ phase: ['live'] }, 'phase', ['failed', 'live'])).toEqual({ phase: ['live'] })
    expect(readChoices({ phase: 7 }, 'phase', ['failed', 'live'])).toEqual({})
  })
})
