import type { SourceFileInput } from '@kapsules/domain'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A file's bytes as they are sent: text where they are UTF-8 without NUL, base64 otherwise. Nothing is lost either way. */
export function encodeContent(bytes: Buffer, executable: boolean): SourceFileInput {
  const text = bytes.includes(0) ? undefined : decode(bytes)
  if (text === undefined) return { content: bytes.toString('base64'), encoding: 'base64', executable }
  return executable ? { content: text, encoding: 'utf8', executable } : text
}

function decode(bytes: Buffer): string | undefined {
  try {
    return strict.decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
