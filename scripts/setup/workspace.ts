import { step } from '../bootstrap/progress.mjs'
import { runOrFail } from '../bootstrap/run.mjs'
import { ensureDependencies } from './dependencies.ts'
import { ensurePnpm } from './pnpm.ts'

const SLOW_MS = 1_000

/** Brings pnpm, the packages and the generated code: what every program of the repository needs. */
export async function ensureWorkspace(): Promise<void> {
  await ensurePnpm()
  await ensureDependencies()
  await turbo('Database client', 'Generating the database client', ['generate'])
}

/** Builds the dashboard. Nothing is done when none of its sources has changed. */
export async function ensureDashboard(): Promise<void> {
  await turbo('Dashboard', 'Building the dashboard', ['build', '--filter=@kapsules/dashboard'])
}

async function turbo(title: string, activity: string, tasks: string[]): Promise<void> {
  await step(title, async (say) => {
    // Turbo restores unchanged work from its cache in no time: only real work is worth a line.
    const timer = setTimeout(() => say(activity), SLOW_MS)
    try {
      await runOrFail('turbo', ['run', ...tasks, '--output-logs=errors-only', '--ui=stream'], { deadlineMs: 600_000 })
    } finally {
      clearTimeout(timer)
    }
  })
}
