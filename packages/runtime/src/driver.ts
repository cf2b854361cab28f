/**
 * The one interface between the platform and an engine that runs containers. It speaks the domain's words; nothing outside
 * a driver's folder knows which engine it is. Contracts that every driver keeps (contract.ts is the suite that checks them):
 *
 * - Every verb takes an AbortSignal and ends soon after it fires, throwing the signal's reason (iterables end quietly);
 *   each also has a deadline of its own.
 * - Every verb that changes something is idempotent and safe to repeat after a crash at any point.
 * - Everything made on the engine carries the owner's labels. What does not carry them is never listed, touched or removed.
 * - Failures are FaultErrors: `engine-unreachable`, `engine-timed-out`, `engine-refused`, and those named at a verb.
 */
import type { EngineState, ExitReport, Listener, Resources, UsageCounters } from '@kapsules/domain'

/** What a build context holds. Paths are relative POSIX paths, already checked. */
export interface ContextFile {
  readonly path: string
  readonly content: Uint8Array
  readonly executable: boolean
}

export interface BuildSpec {
  readonly buildId: string
  readonly previewId: string
  /** Where the image is tagged, e.g. `kapsules/preview:<buildId>`. */
  readonly tag: string
  readonly dockerfile: string
  readonly files: readonly ContextFile[]
}

export type BuildOutput =
  | {
      readonly kind: 'step'
      /** Stable within one build. */
      readonly index: number
      readonly name: string
      readonly state: 'running' | 'done' | 'cached' | 'failed' | 'cancelled'
      /** Epoch ms. */
      readonly startedAt: number | null
      readonly finishedAt: number | null
    }
  | {
      readonly kind: 'log'
      /** The step it belongs to, or null for the build as a whole. */
      readonly index: number | null
      readonly channel: 'stdout' | 'stderr' | 'system'
      readonly text: string
      readonly at: number
    }

export interface BuiltImage {
  /** Content id, `sha256:...`. */
  readonly imageId: string
  readonly sizeBytes: number
}

/** How a build ended when it did not give an image. The lines went through `onOutput`. */
export interface BuildFailure {
  readonly message: string
  /** Exit code of the step that failed, when the engine tells. */
  readonly exitCode: number | null
}

export type BuildResult =
  | { readonly ok: true; readonly image: BuiltImage }
  | { readonly ok: false; readonly failure: BuildFailure }

export interface InstanceSpec {
  readonly instanceId: string
  readonly previewId: string
  readonly tenantId: string
  /** For people who look at the engine; made of letters, digits and dashes. */
  readonly slug: string
  readonly image: string
  /** Host port on loopback, leased by the caller. */
  readonly hostPort: number
  /** Port the app listens on, inside. */
  readonly appPort: number
  /** CIDR of the preview's own network, leased by the caller. */
  readonly subnet: string
  readonly env: ReadonlyMap<string, string>
  readonly resources: Resources
  /** Folders that get a tmpfs beside /tmp. */
  readonly writablePaths: readonly string[]
}

/** A container of ours as the engine sees it. */
export interface ObservedInstance {
  readonly instanceId: string
  readonly previewId: string
  readonly containerId: string
  readonly state: Exclude<EngineState, 'absent'>
  readonly exit: ExitReport | null
  /** Epoch ms. */
  readonly createdAt: number
  readonly startedAt: number | null
}

export interface ObservedImage {
  readonly imageId: string
  readonly buildId: string
  readonly tags: readonly string[]
  readonly sizeBytes: number
  readonly createdAt: number
}

export interface ObservedNetwork {
  readonly networkId: string
  readonly previewId: string
  readonly subnet: string
}

export interface RuntimeLine {
  /** The engine's time of the line, epoch ms, fractions kept. */
  readonly at: number
  readonly channel: 'stdout' | 'stderr'
  readonly text: string
}

/** A hint that something changed. May be lost, late, doubled or out of order: lists are the truth. */
export interface RuntimeEvent {
  readonly kind: 'started' | 'exited' | 'paused' | 'resumed' | 'removed' | 'out-of-memory' | 'reconnected'
  /** Null for `reconnected`: anything may have happened meanwhile. */
  readonly instanceId: string | null
  readonly previewId: string | null
  readonly at: number
}

export interface EngineInfo {
  readonly name: string
  readonly version: string
  readonly apiVersion: string
  readonly operatingSystem: string
  readonly cgroupVersion: '1' | '2'
  readonly cpus: number
  readonly memoryBytes: number
  readonly storageDriver: string
  readonly rootless: boolean
  /** Host and engine share one kernel and file system view, so /proc and cgroup files of containers can be read. */
  readonly sameHost: boolean
  /** Several builds at once do it no harm. */
  readonly parallelBuilds: boolean
}

export interface DiskUse {
  readonly imagesBytes: number
  readonly buildCacheBytes: number
  readonly containersBytes: number
}

export interface Runtime {
  /** Whether the engine answers. Throws a fault when it does not. */
  info(signal: AbortSignal): Promise<EngineInfo>
  diskUse(signal: AbortSignal): Promise<DiskUse>

  /** Makes sure that a base image is on the engine; gives the name to be used in `FROM`. Throws `base-image-missing`. */
  ensureBase(name: 'node' | 'nginx' | 'python', version: string, signal: AbortSignal): Promise<string>

  /**
   * Builds an image. Output is handed over in order, awaited so that a slow reader slows the build and nothing is dropped.
   * An abort really stops the work on the engine, and leaves nothing tagged.
   */
  build(
    spec: BuildSpec,
    onOutput: (output: BuildOutput) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<BuildResult>

  /**
   * Brings the container of an instance into being, contained, on its preview's own network, and starts it. If it exists
   * it is only started. Throws `port-taken` or `subnet-taken` when the engine refuses that port or subnet, leaving no
   * half-made container or network behind; `image-missing` when the image is gone.
   */
  launch(spec: InstanceSpec, signal: AbortSignal): Promise<ObservedInstance>
  /** Freezes an instance where it stands. Throws `not-found` without a container, `engine-refused` when it has ended. */
  pause(instanceId: string, signal: AbortSignal): Promise<void>
  /** Thaws it. Throws as `pause` does. */
  resume(instanceId: string, signal: AbortSignal): Promise<void>
  /**
   * Stops (SIGTERM, then SIGKILL after `graceMs`, which engines may round up to seconds; 0 kills at once) and removes the
   * container. Nothing to do when it is not there.
   */
  end(instanceId: string, graceMs: number, signal: AbortSignal): Promise<void>
  /**
   * Makes a preview's own network ahead of a launch, for example while its image is still being built, so that the launch
   * need not wait for it. Launch makes it all the same when nobody did. Throws `subnet-taken`.
   */
  ensureNetwork(previewId: string, subnet: string, signal: AbortSignal): Promise<void>
  /** Removes a preview's own network. Nothing to do when it is not there. Throws `engine-refused` while it is in use. */
  removeNetwork(previewId: string, signal: AbortSignal): Promise<void>
  /**
   * Removes an image of ours by id or tag, tags first. Nothing to do when it is not there; an image in use is left.
   * Throws `engine-refused` for an image that is not ours.
   */
  removeImage(image: string, signal: AbortSignal): Promise<void>
  hasImage(image: string, signal: AbortSignal): Promise<boolean>

  /** All instances, networks and images that carry our owner label. */
  listInstances(signal: AbortSignal): Promise<readonly ObservedInstance[]>
  listNetworks(signal: AbortSignal): Promise<readonly ObservedNetwork[]>
  listImages(signal: AbortSignal): Promise<readonly ObservedImage[]>
  /** One instance, or null when the engine has no container for it. */
  observe(instanceId: string, signal: AbortSignal): Promise<ObservedInstance | null>

  /**
   * Output lines of an instance, oldest first, from `sinceMs` (epoch ms, inclusive) on; follows until the container
   * ends or the signal fires. Long lines that the engine split are joined, up to the domain's limit. Throws `not-found`
   * without a container, and `engine-unreachable` when the stream breaks off: ask again from the last line's time.
   */
  followLogs(instanceId: string, sinceMs: number, signal: AbortSignal): AsyncIterable<RuntimeLine>
  /** The last lines of output; works for exited containers too. Throws `not-found`, as `followLogs` does. */
  tailLogs(instanceId: string, lines: number, signal: AbortSignal): Promise<readonly RuntimeLine[]>
  /** Counters of running or paused instances, by instance id. Those that are gone or have ended are left out. */
  usage(instanceIds: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, UsageCounters>>
  /** What listens inside a running instance, or null when it cannot be told here. */
  listeners(instanceId: string, signal: AbortSignal): Promise<readonly Listener[] | null>
  /** Hints, for as long as the signal is not fired. Reconnects by itself and says so with a `reconnected` event. */
  events(signal: AbortSignal): AsyncIterable<RuntimeEvent>
}
