/** What the caller sees. A thing of another tenant looks exactly like one that does not exist. */
import { fail } from '@kapsules/domain'
import { tenantScope } from '../access/who.ts'
import { findBuild } from '../store/read-builds.ts'
import { readPreview, readPreviewState } from '../store/read-previews.ts'
import type { BuildRow, PreviewSummary } from '../store/views.ts'
import type { CallContext } from './context.ts'

/** Throws `not-found` unless the caller sees this preview. */
export async function requirePreview({ database, who }: CallContext, previewId: string): Promise<void> {
  if (!(await readPreviewState(database, previewId, tenantScope(who)))) noSuchPreview()
}

/** The preview as it is now. Throws `not-found`. */
export async function seePreview(ctx: CallContext, previewId: string): Promise<PreviewSummary> {
  const { database, settings, who } = ctx
  return (await readPreview(database, previewId, tenantScope(who), settings.previewOrigin)) ?? noSuchPreview()
}

/** The build as it is now. Throws `not-found`. */
export async function seeBuild({ database, who }: CallContext, buildId: string): Promise<BuildRow> {
  const build = await findBuild(database, buildId, tenantScope(who))
  return build ?? fail('not-found', 'There is no such build.', 'List the builds to see which there are.')
}

export function noSuchPreview(): never {
  fail('not-found', 'There is no such preview.', 'List the previews to see which there are.')
}
