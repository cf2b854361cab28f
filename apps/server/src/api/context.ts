/** What every procedure is given: the parts of the server it may use, and who calls. */
import type { Fault, PortRange, SourceFile, SourceLimits } from '@kapsules/domain'
import type { Runtime } from '@kapsules/runtime'
import type { Known, Who } from '../access/who.ts'
import type { Live } from '../live/live.ts'
import type { Database } from '../store/database.ts'
import type { RecipeView } from '../store/views.ts'
import type { PreviewNewsReader } from './follow-previews.ts'
import type { OverviewSample } from './usage-overview.ts'

export interface ApiSettings {
  readonly version: string
  readonly instanceName: string
  /** The owner label of everything that this installation makes on an engine. */
  readonly owner: string
  /** Where people reach the dashboard, e.g. `http://localhost:4000`. */
  readonly publicUrl: string
  /** Other origins whose pages may use the API with a person's session. */
  readonly trustedOrigins: readonly string[]
  /** Scheme and host that instances are reached at, without a port: `http://localhost`. */
  readonly previewOrigin: string
  readonly previewPortRange: PortRange
  readonly sourceLimits: SourceLimits
  /** Largest request, bytes. Base64 makes a project a third larger than its files. */
  readonly bodyLimitBytes: number
  /** Hash of all that decides an image beside the files. */
  readonly recipeKey: string
}

/** What the generator would make of a project's files; a fault when nothing recognises them. */
export type Describe = (
  files: readonly SourceFile[],
) => Promise<{ readonly recipe: RecipeView; readonly fault: null } | { readonly recipe: null; readonly fault: Fault }>

/** The parts of the server that the API uses, as the composition root hands them over. */
export interface ApiParts {
  readonly settings: ApiSettings
  readonly database: Database
  readonly live: Live
  readonly runtime: Pick<Runtime, 'info' | 'diskUse' | 'listInstances' | 'listNetworks' | 'listImages'>
  readonly describe: Describe
  /** Told of what fails without being foreseen, and of nothing else. */
  readonly report: (message: string, details: Readonly<Record<string, unknown>>) => void
}

/** The connection a call came over: one HTTP request, or one WebSocket with many calls. */
export interface Connection {
  /** Resolves when the other side has taken most of what was sent. */
  drained(signal: AbortSignal): Promise<void>
  /** Counts one more call in; throws `too-many-requests` when it has too many open. Returns its own undo. */
  enter(kind: 'call' | 'stream'): () => void
}

/** What is made once for all callers of one server. */
export interface ApiCore extends ApiParts {
  /** Changes with each start, so that cursors of an earlier process are told from ours. */
  readonly bootId: string
  readonly startedAt: number
  readonly news: PreviewNewsReader
  readonly overview: () => readonly OverviewSample[]
}

export interface Context extends ApiCore {
  readonly requestId: string
  readonly connection: Connection
  /** Who calls, looked up anew when the last answer is some seconds old. */
  identify(): Promise<Who>
}

/** The context of a caller who may. */
export interface CallContext extends Context {
  readonly who: Known
}
