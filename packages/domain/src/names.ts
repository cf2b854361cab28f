/**
 * What projects, previews and environment variables may be called. Names reach host names, labels and container names,
 * so they are narrow by construction rather than escaped later.
 */
import { type Fault, fault } from './fault.ts'

/** Preview names: what a DNS label takes, at most 40 characters, no leading dash. */
export const previewNamePattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/

/** Project ids come from the Kapsules app: letters, digits, `_`, `-`, `.`; at most 100 characters, no leading punctuation. */
export const projectIdPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/

/** POSIX environment variable names. */
export const envKeyPattern = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/

const reservedNames = new Set([
  'api',
  'www',
  'localhost',
  'admin',
  'dashboard',
  'kapsules',
  'static',
  'healthz',
  'readyz',
  'metrics',
])

/** Variables that would change what runs around the app rather than the app itself. */
const reservedEnvKeys = new Set([
  'PATH',
  'HOME',
  'PORT',
  'HOST',
  'HOSTNAME',
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'LD_AUDIT',
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'PYTHONSTARTUP',
  'DOCKER_HOST',
])

export const envLimits = { maxKeys: 200, maxValueBytes: 32 * 1024 } as const

/** Checks a preview's name. Returns what is wrong, or null. */
export function checkPreviewName(name: string): Fault | null {
  if (!previewNamePattern.test(name)) {
    return fault(
      'invalid-input',
      `The preview name ${quote(name)} is not allowed.`,
      'Use 1 to 40 lower-case letters, digits and dashes; begin and end with a letter or digit.',
    )
  }
  if (reservedNames.has(name) || name.startsWith('xn--')) {
    return fault(
      'invalid-input',
      `The preview name ${quote(name)} is reserved.`,
      'Choose another name, for example "main".',
    )
  }
  return null
}

/** Checks a project id. Returns what is wrong, or null. */
export function checkProjectId(projectId: string): Fault | null {
  if (projectIdPattern.test(projectId)) return null
  return fault(
    'invalid-input',
    `The project id ${quote(projectId)} is not allowed.`,
    'Use 1 to 100 letters, digits, dots, dashes and underscores; begin with a letter or digit.',
  )
}

/** Checks environment variables given to an instance. Returns the first thing that is wrong, or null. */
export function checkEnv(env: Iterable<readonly [string, string]>): Fault | null {
  let count = 0
  for (const [key, value] of env) {
    count += 1
    if (count > envLimits.maxKeys) {
      return fault('limit-exceeded', `More than ${envLimits.maxKeys} environment variables.`, 'Send fewer variables.')
    }
    const wrong = checkEnvEntry(key, value)
    if (wrong) return wrong
  }
  return null
}

function checkEnvEntry(key: string, value: string): Fault | null {
  if (!envKeyPattern.test(key)) {
    return fault(
      'invalid-input',
      `The environment variable name ${quote(key)} is not allowed.`,
      'Use letters, digits and underscores; do not begin with a digit.',
    )
  }
  if (reservedEnvKeys.has(key.toUpperCase()) || key.toUpperCase().startsWith('KAPSULES_')) {
    return fault(
      'invalid-input',
      `The environment variable ${key} is reserved.`,
      'It is set by the platform; choose another name.',
    )
  }
  if (value.includes('\0')) {
    return fault('invalid-input', `The value of ${key} contains a NUL character.`, 'Remove it.')
  }
  if (utf8Length(value) > envLimits.maxValueBytes) {
    return fault(
      'limit-exceeded',
      `The value of ${key} is larger than ${envLimits.maxValueBytes} bytes.`,
      'Put large values into a file.',
    )
  }
  return null
}

/** The label a preview gets in host names and container names: unique by its suffix, readable by its head. At most 50 characters. */
export function previewSlug(projectId: string, name: string, uniqueSuffix: string): string {
  const head = `${projectId}-${name}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return `${head || 'preview'}-${uniqueSuffix}`
}

/** UTF-8 length of a string in bytes, without encoding it. Lone surrogates count as the three bytes of U+FFFD. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(index + 1))) {
      bytes += 4
      index += 1
    } else bytes += 3
  }
  return bytes
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}

/** A name as it may stand in a message: quoted, control characters visible, cut. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
