// Writes the database client from prisma/schema.prisma. Prisma downloads its schema engine before any command, also
// before this one, which never uses it. A program that does nothing takes its place, so that no download is needed.
// (Only here: with such a stand-in `prisma migrate` would do nothing and report success.)
import { existsSync } from 'node:fs'
import { runScript } from './bootstrap/progress.mjs'
import { runOrFail } from './bootstrap/run.mjs'

await runScript(async () => {
  const idle = ['/usr/bin/true', '/bin/true'].find((path) => existsSync(path))
  await runOrFail('prisma', ['generate'], {
    deadlineMs: 120_000,
    env: {
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? idle,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  })
  return 0
})
