/** What the exit code of `kapsules` means. Scripts rely on these. */
import { DeployFailed, type KapsulesFault, ownerOf } from '@kapsules/client'

export const exitCodes = {
  ok: 0,
  /** The project's fault: it does not build, or its app does not run; or the deploy was superseded, cancelled or stopped. */
  project: 1,
  /** The call's fault: usage, an unknown preview, something the server refuses, no access. */
  usage: 2,
  /** The platform's fault: the server cannot be reached, or it or its engine fails. */
  platform: 3,
  /** Ended by Ctrl-C. A deploy that was accepted goes on. */
  interrupted: 130,
} as const

/** The exit code for what a command ended with. */
export function exitCodeOf(fault: KapsulesFault, error: unknown): number {
  const owner = ownerOf(fault)
  if (owner === 'platform') return exitCodes.platform
  if (owner === 'project' || error instanceof DeployFailed) return exitCodes.project
  return exitCodes.usage
}
