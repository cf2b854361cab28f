import type { Readable, Writable } from 'node:stream'
import { type Extract, extract, type Header, type Pack, pack } from 'tar-stream'

// tar-stream's streams behave as Node's in pipelines; only their types come from another family.

export type TarHeader = Partial<Header> & Pick<Header, 'name'>
export type TarEntry = Extract extends AsyncIterable<infer Entry> ? Entry : never

/** A tar in the making, and the same as the stream to read it from. */
export function tarWriter(): { readonly archive: Pack; readonly output: Readable } {
  const archive = pack()
  return { archive, output: archive as unknown as Readable }
}

/** Begins an entry; its bytes are written to the answered stream. */
export function beginEntry(archive: Pack, header: TarHeader): Writable {
  return archive.entry(header) as unknown as Writable
}

/** A tar being read, entry by entry, and the same as the stream to write it to. */
export function tarReader(): { readonly entries: Extract; readonly input: Writable } {
  const entries = extract()
  return { entries, input: entries as unknown as Writable }
}

/** The bytes of the entry that is being read, in one piece that is allocated once: entries may be 100 MB. */
export async function entryBytes(entry: TarEntry): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(entry.header.size)
  let at = 0
  for await (const chunk of entry as unknown as Readable) at += (chunk as Buffer).copy(bytes, at)
  return bytes.subarray(0, at)
}
