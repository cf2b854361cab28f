/** What the server says of itself: one line per entry, JSON for programs, short text for people at a terminal. */
import { FaultError } from '@kapsules/domain'

export type LogFields = Readonly<Record<string, unknown>>

export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

type Level = keyof Log

export interface LogSink {
  readonly isTTY?: boolean | undefined
  write(text: string): unknown
}

/** Makes a log that writes to `sink`: text when that is a terminal, else JSON lines. */
export function createLog(sink: LogSink): Log {
  const form = sink.isTTY ? asText : asJson
  const at =
    (level: Level) =>
    (message: string, fields: LogFields = {}) =>
      void sink.write(`${form(level, message, plain(fields))}\n`)
  return { info: at('info'), warn: at('warn'), error: at('error') }
}

/** A log that says nothing. */
export const silentLog: Log = { info() {}, warn() {}, error() {} }

function asJson(level: Level, message: string, fields: LogFields): string {
  return JSON.stringify({ at: new Date().toISOString(), level, message, ...fields }, jsonValue)
}

const marks: Record<Level, string> = { info: ' ', warn: '!', error: '✗' }

function asText(level: Level, message: string, fields: LogFields): string {
  const details = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value, jsonValue)}`)
  return [new Date().toISOString().slice(11, 23), marks[level], message, ...details].join(' ')
}

/** Errors have no own fields that JSON would show; a fault says more than the error around it. */
function plain(fields: LogFields): LogFields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, describe(value)]))
}

function describe(value: unknown): unknown {
  if (value instanceof FaultError) return { ...value.fault, ...causeOf(value) }
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack, ...causeOf(value) }
  return value
}

function causeOf({ cause }: Error): { cause?: unknown } {
  return cause === undefined ? {} : { cause: describe(cause) }
}

function jsonValue(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
