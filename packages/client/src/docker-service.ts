import type { KapsulesClient } from './client.ts'
import type { SourceFiles } from './deploy.ts'
import { buildDockerContainer, deployToSandbox, type PipelineOptions, type PipelineResult } from './pipeline.ts'

/** The pipeline's service of that name: what it did itself is now done by a Kapsules server. */
export class DockerService {
  readonly #client: KapsulesClient

  constructor(client: KapsulesClient) {
    this.#client = client
  }

  /** Builds a project's image. See {@link buildDockerContainer} for what it throws. */
  buildContainer(
    projectId: string,
    sourceFiles: SourceFiles,
    options: Omit<PipelineOptions, 'client'> = {},
  ): Promise<PipelineResult> {
    return buildDockerContainer(projectId, sourceFiles, { ...options, client: this.#client })
  }

  /** Builds a project and waits until it is live. See {@link deployToSandbox} for what it throws. */
  deployToSandbox(
    projectId: string,
    sourceFiles: SourceFiles,
    options: Omit<PipelineOptions, 'client'> = {},
  ): Promise<PipelineResult & { readonly url: string }> {
    return deployToSandbox(projectId, sourceFiles, { ...options, client: this.#client })
  }
}
