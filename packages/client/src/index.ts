export { createKapsulesClient, type KapsulesClient, type KapsulesClientOptions, type Trpc } from './client.ts'
export { type DeployOptions, deployFiles, type SourceFiles } from './deploy.ts'
export type { DeployProgress } from './deploy-watch.ts'
export { DockerService } from './docker-service.ts'
export {
  type ClientFaultCode,
  clientFault,
  DeployFailed,
  type DeployOutcome,
  KapsulesError,
  type KapsulesFault,
  ownerOf,
} from './error.ts'
export { type FollowOptions, follow, type Observer } from './follow.ts'
export type { BuildProgress } from './follow-build.ts'
export type { LogProgress } from './follow-log.ts'
export { buildDockerContainer, deployToSandbox, type PipelineOptions, type PipelineResult } from './pipeline.ts'
export { toKapsulesError } from './read-error.ts'
export type { Fetch } from './transport.ts'
export type * from './views.ts'
export type { LiveDeploy, WaitOptions } from './wait-until-live.ts'
