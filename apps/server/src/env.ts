/**
 * The only reader of process.env. Each variable has a reason beside it; a wrong value stops the start and every wrong key
 * is named. The table in docs/configuration.md is made from this file.
 */
import { resolve } from 'node:path'
import { defaultHealthSettings, defaultSourceLimits, MiB, parseSubnetPool } from '@kapsules/domain'
import { z } from 'zod'

const port = z.coerce.number().int().min(1).max(65_535)
const milliseconds = z.coerce.number().int().min(1)
const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

/** Variables with their reason, in the order in which the table lists them. */
export const variables = {
  PORT: {
    schema: z.coerce.number().int().min(0).max(65_535).default(4000),
    why: 'Port of the API and the dashboard; 0 takes any free one.',
  },
  HOST: { schema: z.string().default('127.0.0.1'), why: 'Address the server listens on. In a container: 0.0.0.0.' },
  PUBLIC_URL: {
    schema: z.url().optional(),
    why: 'Address people and programs use, when a proxy stands in front. Default: http://localhost:PORT.',
  },
  DATABASE_URL: {
    schema: z.string().optional(),
    why: 'Your own Postgres. Without it the server starts an embedded one in the data directory.',
  },
  KAPSULES_DATA_DIR: {
    schema: z.string().default('.kapsules'),
    why: 'Where the embedded Postgres, the local API key and caches are kept.',
  },
  KAPSULES_OWNER: {
    schema: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
      .optional(),
    why: 'Label by which this installation knows what is its own on the engine. Default: made at first start and kept in the data directory.',
  },
  DASHBOARD_DIR: {
    schema: z.string().optional(),
    why: 'The built dashboard. Default: apps/dashboard/dist in the repository.',
  },
  DOCKER_HOST: {
    schema: z.string().optional(),
    why: 'The engine: unix://, tcp:// or ssh://. Default: unix:///var/run/docker.sock.',
  },
  DOCKER_TLS_VERIFY: { schema: z.string().optional(), why: 'Set: a tcp engine is spoken to over TLS.' },
  DOCKER_CERT_PATH: {
    schema: z.string().optional(),
    why: 'Folder with ca.pem, cert.pem and key.pem for a TLS engine.',
  },
  SSH_AUTH_SOCK: {
    schema: z.string().optional(),
    why: 'Socket of the ssh agent that holds the key for an ssh engine.',
  },
  DOCKER_REGISTRY_URL: {
    schema: z.string().optional(),
    why: 'Registry (and path) that base images are pulled from instead of the public one.',
  },
  BASE_IMAGES: {
    schema: z.enum(['auto', 'registry', 'local']).default('auto'),
    why: 'Where base images come from: pulled, made here from packages, or whichever works.',
  },
  BASE_IMAGE_NODE: {
    schema: z.string().optional(),
    why: 'Name of the Node base image with {version}, e.g. node:{version}-slim.',
  },
  BASE_IMAGE_NGINX: { schema: z.string().optional(), why: 'Name of the nginx base image with {version}.' },
  BASE_IMAGE_PYTHON: { schema: z.string().optional(), why: 'Name of the Python base image with {version}.' },
  PYTHON_VERSION: {
    schema: z.string().regex(/^3\.\d{1,2}$/),
    fallback: '3.11',
    why: 'Python that Python projects get. Made here from packages it must be the one of the distribution.',
  },
  EXTRA_CA_FILE: {
    schema: z.string().optional(),
    why: 'PEM file of certificate authorities that builds shall trust, e.g. of a company proxy.',
  },
  CONTAINER_PORT_RANGE_START: { schema: port.default(30_000), why: 'First host port for previews.' },
  CONTAINER_PORT_RANGE_END: { schema: port.default(30_999), why: 'Last host port for previews.' },
  PREVIEW_HOST: {
    schema: z.string().default('127.0.0.1'),
    why: 'Host in the addresses of previews. Never that of the dashboard: cookies do not tell ports apart.',
  },
  PREVIEW_SUBNET_POOL: {
    schema: z
      .string()
      .refine((text) => parseSubnetPool(text) !== null, 'must be an IPv4 network such as 10.201.0.0/16'),
    fallback: '10.201.0.0/16',
    why: 'Private network that previews get their /28 subnets from.',
  },
  BUILD_CONCURRENCY: { schema: z.coerce.number().int().min(1).max(64).default(2), why: 'Builds at the same time.' },
  BUILD_TIMEOUT_MS: { schema: milliseconds.default(15 * 60_000), why: 'A build that takes longer is ended.' },
  START_GRACE_MS: {
    schema: milliseconds.default(defaultHealthSettings.startGraceMs),
    why: 'How long an app may take to answer for the first time.',
  },
  PROBE_INTERVAL_MS: { schema: milliseconds.default(5_000), why: 'Time between health probes of a live instance.' },
  MAX_FILES: {
    schema: z.coerce.number().int().min(1).default(defaultSourceLimits.maxFiles),
    why: 'Files in a project.',
  },
  MAX_FILE_BYTES: {
    schema: z.coerce.number().int().min(1).default(defaultSourceLimits.maxFileBytes),
    why: 'Size of one file.',
  },
  MAX_PROJECT_BYTES: {
    schema: z.coerce
      .number()
      .int()
      .min(1)
      .max(512 * MiB)
      .default(defaultSourceLimits.maxTotalBytes),
    why: 'Size of all files of a project.',
  },
  AUTH_SECRET: {
    schema: z.string().min(32).optional(),
    why: 'Signs sessions. At least 32 characters. Default: made at first start and kept in the data directory.',
  },
  DEMO_PROJECT: {
    schema: flag.default(true),
    why: 'Deploy an example on an empty database, so that there is something to see.',
  },
} as const

type Variables = typeof variables
type Values = { [Name in keyof Variables]: z.infer<Variables[Name]['schema']> }

export interface Env extends Values {
  readonly repositoryRoot: string
  readonly dataDir: string
  readonly publicUrl: string
}

/** A wrong environment: all that is wrong, a line each. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
}

/** Reads the environment. Throws {@link EnvError} that names every wrong key. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const wrong: string[] = []
  const entries = Object.entries(variables).map(([name, variable]) => {
    const given = source[name] === '' ? undefined : source[name]
    const parsed = variable.schema.safeParse(given ?? ('fallback' in variable ? variable.fallback : undefined))
    if (!parsed.success)
      wrong.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}. ${variable.why}`)
    return [name, parsed.data]
  })
  const values = Object.fromEntries(entries) as Values
  if (wrong.length === 0 && values.CONTAINER_PORT_RANGE_END < values.CONTAINER_PORT_RANGE_START) {
    wrong.push('CONTAINER_PORT_RANGE_END: must not be below CONTAINER_PORT_RANGE_START.')
  }
  if (wrong.length > 0) throw new EnvError(`The environment is not usable:\n  ${wrong.join('\n  ')}`)
  const repositoryRoot = resolve(import.meta.dirname, '../../..')
  return {
    ...values,
    repositoryRoot,
    dataDir: resolve(repositoryRoot, values.KAPSULES_DATA_DIR),
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
  }
}
