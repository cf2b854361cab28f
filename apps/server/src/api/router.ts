/** All procedures. Clients know the server by `type AppRouter` alone. */
import { apiKeysRouter } from './api-keys.ts'
import { buildsRouter } from './builds.ts'
import { eventsRouter } from './events.ts'
import { healthRouter } from './health.ts'
import { instancesRouter } from './instances.ts'
import { logsRouter } from './logs.ts'
import { previewsRouter } from './previews.ts'
import { systemRouter } from './system.ts'
import { router } from './trpc.ts'
import { usageRouter } from './usage.ts'

export const appRouter = router({
  system: systemRouter,
  previews: previewsRouter,
  builds: buildsRouter,
  instances: instancesRouter,
  logs: logsRouter,
  usage: usageRouter,
  health: healthRouter,
  events: eventsRouter,
  apiKeys: apiKeysRouter,
})

export type AppRouter = typeof appRouter

export type {
  BuildRow,
  EventRow,
  HealthChangeRow,
  InstanceRow,
  PreviewDetail,
  PreviewSummary,
  RecipeView,
  VersionRef,
} from '../store/views.ts'
export type { DeployAnswer } from './deploy.ts'
export type { Check } from './doctor.ts'
export type { BuildItem } from './follow-build.ts'
export type { PreviewChange } from './follow-previews.ts'
export type { LineBatch } from './line-reader.ts'
export type { LinePage } from './logs.ts'
export type { EngineState, SystemInfo } from './system.ts'
export type { SampleOf } from './usage-overview.ts'
