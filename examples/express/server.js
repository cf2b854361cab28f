import { fileURLToPath } from 'node:url'
import express from 'express'
import { createHarbour } from './harbour.js'

const app = express()
const harbour = createHarbour()
const watchers = new Set()
const startedAt = Date.now()
let requests = 0

app.disable('x-powered-by')
app.use((request, response, next) => {
  const from = performance.now()
  requests += 1
  response.on('finish', () => {
    const took = (performance.now() - from).toFixed(1)
    console.log(`${request.method} ${request.originalUrl} ${response.statusCode} ${took} ms`)
  })
  next()
})

app.get('/api/board', (_request, response) => response.json(harbour.board()))
app.get('/api/about', (_request, response) => response.json(about()))
app.post('/api/horn', (_request, response) => {
  publish('note', harbour.soundHorn())
  response.status(202).json({ ok: true })
})

app.get('/stream', (request, response) => {
  response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' })
  response.flushHeaders()
  response.write('retry: 2000\n\n')
  watchers.add(response)
  console.log(`stream opened, ${watchers.size} watching`)
  send(response, 'board', harbour.board())
  send(response, 'about', about())
  for (const note of harbour.notes()) send(response, 'note', note)
  request.on('close', () => {
    watchers.delete(response)
    console.log(`stream closed, ${watchers.size} watching`)
  })
})

app.use(express.static(fileURLToPath(new URL('public', import.meta.url))))
app.use((_request, response) => response.status(404).json({ error: 'no such berth' }))

function about() {
  const memory = Math.round(process.memoryUsage().rss / 1_048_576)
  const uptime = Math.round((Date.now() - startedAt) / 1000)
  return { node: process.version, memory, uptime, requests, watching: watchers.size }
}

function send(response, event, data) {
  response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}

function publish(event, data) {
  for (const response of watchers) send(response, event, data)
}

setInterval(() => {
  const note = harbour.tick()
  if (note) {
    console.log(note.text)
    publish('note', note)
  }
  publish('board', harbour.board())
  publish('about', about())
}, 2_000)

setInterval(() => {
  const { uptime, memory, watching } = about()
  console.log(`heartbeat: up ${uptime} s, ${memory} MB, ${requests} requests, ${watching} watching`)
}, 10_000)

const server = app.listen(process.env.PORT ?? 3000, process.env.HOST ?? '0.0.0.0', () => {
  console.log(`tidewater listens on ${server.address().port}`)
})

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    console.log(`${signal}: the harbour closes`)
    for (const response of watchers) response.end()
    server.close(() => process.exit(0))
  })
}
