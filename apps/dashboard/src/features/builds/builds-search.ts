/** What stands in the address of the list of builds. */
import { type BuildStatus, buildStatuses } from '@kapsules/domain'
import { readChoices } from '../../lib/search-params.ts'

export interface BuildsSearch {
  readonly status?: readonly BuildStatus[]
}

/** Reads the address; what is not understood is left out. */
export function readBuildsSearch(search: Record<string, unknown>): BuildsSearch {
  return readChoices(search, 'status', buildStatuses)
}
