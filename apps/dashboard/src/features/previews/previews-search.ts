/** What stands in the address of the list. */
import { type Health, healths, type Phase, phases } from '@kapsules/domain'
import { readChoice, readChoices, readText } from '../../lib/search-params.ts'

/** What the list can be sorted by. */
export const sortKeys = ['name', 'phase', 'health', 'cpu', 'memory', 'age'] as const
const directions = ['up', 'down'] as const
export type SortKey = (typeof sortKeys)[number]

export interface PreviewsSearch {
  readonly q?: string
  readonly phase?: readonly Phase[]
  readonly health?: readonly Health[]
  readonly sort?: SortKey
  readonly dir?: 'up' | 'down'
}

/** Reads the address; what is not understood is left out. */
export function readPreviewsSearch(search: Record<string, unknown>): PreviewsSearch {
  return {
    ...readText(search, 'q'),
    ...readChoices(search, 'phase', phases),
    ...readChoices(search, 'health', healths),
    ...readChoice(search, 'sort', sortKeys),
    ...readChoice(search, 'dir', directions),
  }
}
