/** Takes a stream of JSON values, one a line, apart. */
import { z } from 'zod'
import { unreadable } from './engine-faults.ts'

/**
 * The values of the lines as they come. Throws `engine-refused`, naming what was asked, for a line that is no JSON or not of
 * the shape.
 */
export async function* jsonLines<S extends z.ZodType>(
  what: string,
  chunks: AsyncIterable<Buffer>,
  schema: S,
): AsyncGenerator<z.infer<S>> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield parseJson(what, line, schema)
  }
  if (rest.trim() !== '') yield parseJson(what, rest, schema)
}

/** A value from its JSON. Throws `engine-refused`, naming what was asked. */
export function parseJson<S extends z.ZodType>(what: string, text: string, schema: S): z.infer<S> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw unreadable(what, error)
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw unreadable(what, z.prettifyError(result.error))
}
