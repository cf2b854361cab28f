/** Takes a stream of JSON values, one a line, apart. */
import type { z } from 'zod'

/** The values of the lines as they come. Throws `SyntaxError` or a schema's error for a line that is not what it should be. */
export async function* jsonLines<S extends z.ZodType>(
  chunks: AsyncIterable<Buffer>,
  schema: S,
): AsyncGenerator<z.infer<S>> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield schema.parse(JSON.parse(line))
  }
  if (rest.trim() !== '') yield schema.parse(JSON.parse(rest))
}
