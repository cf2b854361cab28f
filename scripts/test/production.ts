// The production shape: docker-compose.yml is read by Compose, the server's image is built from our Dockerfile, and a
// container of it starts on an empty database.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run, runOrFail } from '../bootstrap/run.mjs'
import { root } from '../bootstrap/toolchain.mjs'
import { ensureCompose } from '../setup/compose.ts'
import { type Check, inOrder } from './checks.ts'
import { type ServerContainer, startServer, untilAnswers } from './server-container.ts'
import { type Bench, type Suite, total } from './suite.ts'

const MINUTE_MS = 60_000
const IMAGE = 'kapsules/server:check'
const STAGE = 'kapsules/server-build:check'

export const production: Suite = {
  name: 'production',
  needs: ['engine'],
  async run(bench) {
    return total([await inOrder(composeChecks(bench)), await imageChecks(bench)])
  },
}

function composeChecks(bench: Bench): Check[] {
  const secrets = { POSTGRES_PASSWORD: 'check', DOCKER_GROUP_ID: '1', AUTH_SECRET: 'check'.repeat(8) }
  const config = async (env: Record<string, string>) => {
    const [program, ...first] = await ensureCompose()
    // What somebody has in .env must not decide.
    const noEnv = join(bench.scratch, 'empty.env')
    await writeFile(noEnv, '')
    const args = [...first, '--env-file', noEnv, '--file', join(root, 'docker-compose.yml'), 'config', '--quiet']
    return await run(program, args, { deadlineMs: MINUTE_MS, env: { ...bench.env, ...env } })
  }
  const withoutSecrets = Object.fromEntries(Object.keys(secrets).map((name) => [name, '']))
  return [
    {
      title: 'Compose reads docker-compose.yml',
      async see() {
        const { code, output } = await config(secrets)
        if (code !== 0) throw new Error(output)
      },
    },
    {
      title: 'Compose refuses it without its secrets',
      async see() {
        const { code, output } = await config(withoutSecrets)
        if (code === 0 || !output.includes('POSTGRES_PASSWORD')) throw new Error(`it ended with ${code}: ${output}`)
      },
    },
  ]
}

async function imageChecks(bench: Bench) {
  // Not at the top: when this file is loaded, the dependencies may not be installed yet.
  const { startEmbeddedPostgres } = await import('../../apps/server/src/postgres/start.ts')
  const database = await startEmbeddedPostgres({
    dataDir: join(bench.scratch, 'postgres'),
    signal: AbortSignal.timeout(MINUTE_MS),
  })
  let server: ServerContainer | undefined
  const started = () => {
    if (server) return server
    throw new Error('the server was not started')
  }
  try {
    return await inOrder([
      { title: 'the server image builds', see: () => buildImage(bench) },
      {
        title: 'the server starts, and migrates an empty database',
        async see() {
          server = await startServer(IMAGE, database.url, `${bench.env.KAPSULES_TEST_OWNER}`)
          await untilAnswers(server, '/healthz', MINUTE_MS)
          await untilAnswers(server, '/readyz', MINUTE_MS)
        },
      },
      {
        title: 'it serves the dashboard',
        see: async () => expectMatch(await untilAnswers(started(), '/', MINUTE_MS), /<script/),
      },
      { title: 'it runs without rights', see: async () => expectMatch(await started().user(), /^1000:1000$/) },
      { title: 'it stops when it is told to', see: async () => expectMatch(`${await started().stop()}`, /^0$/) },
    ])
  } finally {
    await server?.remove()
    await database.stop()
  }
}

async function buildImage(bench: Bench): Promise<void> {
  const { ensureNodeImage } = await import('./base-image.ts')
  const base = await ensureNodeImage(bench.scratch)
  const args = ['build', '--force-rm', '--file', 'docker/server.Dockerfile', '--build-arg', `NODE_IMAGE=${base}`]
  const build = (...more: string[]) =>
    runOrFail('docker', [...args, ...more, '.'], { deadlineMs: 10 * MINUTE_MS, env: bench.env, tail: 60 })
  try {
    // The first stage gets a name too: it is the cache of the next run, and what it replaces can be told from it.
    await build('--target', 'build', '--tag', STAGE)
    await build('--tag', IMAGE)
  } finally {
    await removeReplaced()
  }
}

async function removeReplaced(): Promise<void> {
  const filters = ['--filter', 'dangling=true', '--filter', 'label=kapsules.image=server']
  const { output } = await runOrFail('docker', ['images', '--quiet', ...filters], { deadlineMs: MINUTE_MS })
  const ids = output.split('\n').filter((line) => line !== '')
  if (ids.length > 0) await run('docker', ['rmi', ...ids], { deadlineMs: MINUTE_MS })
}

function expectMatch(text: string, pattern: RegExp): void {
  if (!pattern.test(text)) throw new Error(`expected ${pattern}, got: ${text.slice(0, 500)}`)
}
