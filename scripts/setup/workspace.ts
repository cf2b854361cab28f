import { step } from '../bootstrap/progress.mjs'
import { runOrFail } from '../bootstrap/run.mjs'

const SLOW_MS = 1_000

/** Writes the database client from prisma/schema.prisma. Nothing is done when the schema has not changed. */
export async function ensureGenerated(): Promise<void> {
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
