/** What the server gives back, read off its router type. */
import type { AppRouter } from '@kapsules/server/api'
import type { inferRouterOutputs } from '@trpc/server'

type Outputs = inferRouterOutputs<AppRouter>

export type PreviewSummary = Outputs['previews']['list']['items'][number]
export type PreviewDetail = Outputs['previews']['get']
export type VersionRow = PreviewDetail['versions'][number]
export type VersionRef = NonNullable<PreviewSummary['serving']>
export type InstanceRow = PreviewDetail['instances'][number]
export type BuildRow = Outputs['builds']['list']['items'][number]
export type EventRow = Outputs['events']['list']['items'][number]
export type HealthChangeRow = Outputs['health']['history']['changes'][number]
export type ApiKeyRow = Outputs['apiKeys']['list'][number]
export type SystemInfo = Outputs['system']['info']
export type DoctorCheck = Outputs['system']['doctor']['checks'][number]
export type Me = Outputs['system']['me']
