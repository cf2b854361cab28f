// The production image, started as docker-compose.yml would start it, against a real Postgres and the real engine.
import { statSync } from 'node:fs'
import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { lastLines, run, runOrFail } from '../bootstrap/run.mjs'

const MINUTE_MS = 60_000

export interface ServerContainer {
  url: string
  /** As whom the engine runs it: user and group. */
  user(): Promise<string>
  /** Asks it to stop, and gives the exit code. */
  stop(): Promise<number>
  remove(): Promise<void>
}

/** Starts the image. Everything it makes on the engine carries an owner label that begins with `owner`. */
export async function startServer(image: string, databaseUrl: string, owner: string): Promise<ServerContainer> {
  const name = `kapsules-check-${process.pid}`
  const port = await freePort()
  const settings = {
    DATABASE_URL: databaseUrl,
    HOST: '127.0.0.1',
    PORT: `${port}`,
    KAPSULES_OWNER: `${owner}-production`,
    DEMO_PROJECT: 'false',
  }
  const env = Object.entries({ ...settings, ...engineSettings() }).flatMap(([key, value]) => [
    '--env',
    `${key}=${value}`,
  ])
  await docker('run', '--detach', '--init', '--name', name, '--network', 'host', ...engineAccess(), ...env, image)
  return {
    url: `http://127.0.0.1:${port}`,
    user: async () => (await docker('inspect', '--format', '{{.Config.User}}', name)).trim(),
    async stop() {
      await docker('stop', '--time', '30', name)
      return Number(await docker('inspect', '--format', '{{.State.ExitCode}}', name))
    },
    async remove() {
      await run('docker', ['rm', '--force', '--volumes', name], { deadlineMs: MINUTE_MS })
    },
  }
}

/** Asks until a path of the server answers 200. Throws with the server's last lines when it does not in time. */
export async function untilAnswers(server: ServerContainer, path: string, deadlineMs: number): Promise<string> {
  const deadline = Date.now() + deadlineMs
  for (;;) {
    const answer = await fetch(server.url + path, { signal: AbortSignal.timeout(5_000) }).catch((error: Error) => error)
    if (answer instanceof Response && answer.ok) return await answer.text()
    if (Date.now() > deadline) {
      const why =
        answer instanceof Response ? `HTTP ${answer.status}: ${await answer.text()}` : String(answer.cause ?? answer)
      const { output } = await run('docker', ['logs', `kapsules-check-${process.pid}`], { deadlineMs: MINUTE_MS })
      throw new Error(`${path} did not answer within ${deadlineMs / 1000} s (${why})\n${lastLines(output, 40)}`)
    }
    await delay(250)
  }
}

async function docker(...args: string[]): Promise<string> {
  return (await runOrFail('docker', args, { deadlineMs: 2 * MINUTE_MS })).output
}

function socketOfEngine(): string | undefined {
  const address = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock'
  return address.startsWith('unix://') ? address.slice('unix://'.length) : undefined
}

function engineSettings(): Record<string, string> {
  return socketOfEngine() ? {} : { DOCKER_HOST: process.env.DOCKER_HOST ?? '' }
}

function engineAccess(): string[] {
  const socket = socketOfEngine()
  if (socket === undefined) return []
  return ['--volume', `${socket}:/var/run/docker.sock`, '--group-add', `${statSync(socket).gid}`]
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
