/** Previews in which something goes on, for pictures. */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import type { Files } from '../projects.ts'

const examples = resolve(import.meta.dirname, '../../examples')

/** The files of one of the examples. */
export async function example(name: string): Promise<Files> {
  const folder = join(examples, name)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const read = paths.map(async (path) => [relative(folder, path), await readFile(path, 'utf8')] as const)
  return Object.fromEntries(await Promise.all(read))
}

interface Habits {
  /** Work for each request, ms of cpu. */
  readonly workMs: number
  /** Memory it holds at most, MiB. */
  readonly holdsMiB: number
  /** When it begins to answer with 500, seconds after its start; 0 for never. */
  readonly failsAfter: number
}

/** A server that works, holds memory, and writes down each request. */
export function busy({ workMs, holdsMiB, failsAfter }: Habits, note = ''): Files {
  return {
    'package.json': JSON.stringify({ name: 'app', version: '1.0.0', scripts: { start: 'node server.js' } }),
    'server.js': `
      // ${note}
      let held = []
      setInterval(() => {
        const wanted = Math.round(${holdsMiB} * (0.6 + 0.4 * Math.sin(Date.now() / 40000)))
        while (held.length < wanted) held.push(Buffer.alloc(1024 * 1024, 1))
        held.length = Math.max(wanted, held.length - 4)
      }, 1000)
      require('node:http').createServer((request, response) => {
        const began = Date.now()
        const work = ${workMs} * (0.5 + Math.random())
        while (Date.now() - began < work) Math.sqrt(Math.random())
        response.statusCode = ${failsAfter} > 0 && process.uptime() > ${failsAfter} ? 500 : 200
        console.log(request.method, request.url, response.statusCode, Date.now() - began + ' ms')
        response.end('x'.repeat(2000 + Math.random() * 8000))
      }).listen(process.env.PORT, '0.0.0.0')
    `,
  }
}

const paths = ['/', '/cart', '/products/17', '/products/42', '/search?q=lamp', '/account', '/api/stock']

/** Visits an address until the signal says that it is enough: now more often, now less, `perSecond` on the average. */
export async function visit(url: string, perSecond: number, signal: AbortSignal): Promise<void> {
  const phase = Math.random() * 10
  while (!signal.aborted) {
    const wave = 1 + 0.7 * Math.sin(Date.now() / 25_000 + phase)
    await new Promise((done) => setTimeout(done, 1000 / (perSecond * wave)))
    const path = paths[Math.floor(Math.random() * paths.length)]
    await fetch(url + path, { signal: AbortSignal.timeout(5_000) }).then((answer) => answer.text(), String)
  }
}
