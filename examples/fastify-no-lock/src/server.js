import Fastify from 'fastify'
import { page } from './page.js'
import { seeds } from './seeds.js'

const app = Fastify({ logger: { level: 'info' } })

app.get('/', async (_request, reply) => reply.type('text/html').send(page(seeds)))

app.get('/api/seeds', async (request) => {
  const month = Number(request.query.month)
  return month >= 1 && month <= 12 ? seeds.filter((seed) => seed.sow.includes(month)) : seeds
})

app.get('/api/seeds/:slug', async (request, reply) => {
  const seed = seeds.find(({ slug }) => slug === request.params.slug)
  return seed ?? reply.code(404).send({ error: 'no such seed' })
})

await app.listen({ port: Number(process.env.PORT ?? 3000), host: process.env.HOST ?? '0.0.0.0' })
