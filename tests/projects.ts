/** Small projects that do one thing each, good or bad. They have no dependencies, so that a build takes a second. */
import { randomUUID } from 'node:crypto'

export type Files = Record<string, string>

const manifest = (extra: object = {}) =>
  JSON.stringify({ name: 'app', version: '1.0.0', scripts: { start: 'node server.js' }, ...extra })

/** A node app whose server.js is this. */
export function nodeApp(serverJs: string, extra: Files = {}): Files {
  return { 'package.json': manifest(), 'server.js': serverJs, ...extra }
}

/** Answers every request with this text. */
export function answering(text: string): Files {
  return nodeApp(
    `require('node:http').createServer((req, res) => res.end(${JSON.stringify(text)})).listen(process.env.PORT, process.env.HOST)`,
  )
}

export const staticSite: Files = {
  'index.html': '<!doctype html><title>hi</title><h1>hello</h1>',
  'about.html': 'about',
}

/** Answers, and prints a numbered line every `everyMs`. */
export function talking(everyMs: number): Files {
  return nodeApp(`
    let n = 0
    setInterval(() => console.log('line ' + ++n), ${everyMs})
    require('node:http').createServer((req, res) => res.end('ok')).listen(process.env.PORT, '0.0.0.0')
  `)
}

/** A build whose script runs this; never the same twice, so that no engine has the step in its cache. */
export function building(script: string): Files {
  return {
    ...answering('built'),
    'nonce.txt': randomUUID(),
    'package.json': manifest({ scripts: { build: script, start: 'node server.js' } }),
  }
}

export const exitsAtOnce = nodeApp(`console.error('Error: no database configured'); process.exit(3)`)
export const missingModule = nodeApp(`require('express')`)
export const wrongPort = nodeApp(
  `require('node:http').createServer((req, res) => res.end('x')).listen(3999, '0.0.0.0')`,
)
export const localhostOnly = nodeApp(
  `require('node:http').createServer((req, res) => res.end('x')).listen(process.env.PORT, '127.0.0.1')`,
)
export const neverAnswers = nodeApp(`require('node:net').createServer(() => {}).listen(process.env.PORT, '0.0.0.0')`)
export const answersWith500 = nodeApp(
  `require('node:http').createServer((req, res) => { res.statusCode = 500; res.end('broken') }).listen(process.env.PORT, '0.0.0.0')`,
)
export const eatsMemory = nodeApp(`const all = []; setInterval(() => all.push(Buffer.alloc(16 * 1024 * 1024, 1)), 5)`)
/** Comes up, and exits with this code when /exit is asked for. */
export const exitsOnDemand = nodeApp(`
  require('node:http').createServer((req, res) => {
    if (req.url === '/exit') process.exit(7)
    res.end('up since ' + process.uptime())
  }).listen(process.env.PORT, '0.0.0.0')
`)
export const ignoresSigterm = nodeApp(`
  process.on('SIGTERM', () => console.log('no'))
  require('node:http').createServer((req, res) => res.end('ok')).listen(process.env.PORT, '0.0.0.0')
`)
