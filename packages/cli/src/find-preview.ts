/** From what somebody types to one preview. */
import type { PreviewSummary, Trpc } from '@kapsules/client'
import { fail, quote } from '@kapsules/domain'

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const pageSize = 1_000
const shownCandidates = 10

/** The previews of all pages. */
export async function listAllPreviews(trpc: Trpc, search?: string): Promise<PreviewSummary[]> {
  const found: PreviewSummary[] = []
  let cursor: string | null | undefined
  do {
    const page = await trpc.previews.list.query({
      limit: pageSize,
      ...(search && { search }),
      ...(cursor && { cursor }),
    })
    found.push(...page.items)
    cursor = page.nextCursor
  } while (cursor)
  return found
}

/**
 * The preview that is meant by an id, `project/name`, `project`, or a beginning that only one has.
 * @throws FaultError `not-found` when there is none, `invalid-input` when it may be several.
 */
export async function findPreview(trpc: Trpc, address: string): Promise<PreviewSummary> {
  if (uuid.test(address)) return await trpc.previews.get.query({ previewId: address.toLowerCase() })
  return choosePreview(await listAllPreviews(trpc), address)
}

/** The pure part of {@link findPreview}. The closest way of meaning a preview that anything matches decides. */
export function choosePreview(previews: readonly PreviewSummary[], address: string): PreviewSummary {
  const ways: ((preview: PreviewSummary) => boolean)[] = [
    (it) => it.id === address || nameOf(it) === address,
    (it) => it.projectId === address && it.name === 'main',
    (it) => it.projectId === address,
    (it) => it.slug === address,
    (it) => it.id.startsWith(address) || it.slug.startsWith(address) || nameOf(it).startsWith(address),
  ]
  for (const way of ways) {
    const [first, ...others] = address === '' ? [] : previews.filter(way)
    if (first && others.length === 0) return first
    if (first) ambiguous(address, [first, ...others])
  }
  fail('not-found', `There is no preview ${quote(address)}.`, 'See "kapsules ls" for those that there are.')
}

/** `project/name`, as people write it. */
export function nameOf(preview: Pick<PreviewSummary, 'projectId' | 'name'>): string {
  return `${preview.projectId}/${preview.name}`
}

function ambiguous(address: string, candidates: readonly PreviewSummary[]): never {
  const shown = candidates.slice(0, shownCandidates).map((it) => `${it.id} ${nameOf(it)}`)
  const rest = candidates.length - shown.length
  fail(
    'invalid-input',
    `${quote(address)} may be any of ${candidates.length} previews.`,
    'Write more of it, or its id.',
    rest > 0 ? [...shown, `and ${rest} more`] : shown,
  )
}
