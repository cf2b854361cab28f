/** What the server's answers look like, taken from its router. */
import type { AppRouter } from '@kapsules/server/api'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'

type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>

export type DeployInput = Inputs['previews']['deploy']
/** What the server answers to a deploy at once. */
export type Deployed = Outputs['previews']['deploy']
export type PreviewSummary = Outputs['previews']['list']['items'][number]
export type PreviewDetail = Outputs['previews']['get']
export type BuildRow = Outputs['builds']['get']
export type SystemInfo = Outputs['system']['info']
