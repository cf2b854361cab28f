import { fail } from '@sveltejs/kit'
import { list, send } from '../lib/postcards.js'

export function load() {
  return { postcards: list() }
}

export const actions = {
  default: async ({ request }) => {
    const form = await request.formData()
    const from = String(form.get('from') ?? '').trim().slice(0, 40)
    const text = String(form.get('text') ?? '').trim().slice(0, 160)
    if (from === '' || text === '') return fail(400, { problem: 'A postcard needs a name and a few words.' })
    send(from, text)
    console.log(`postcard from ${from}`)
    return { sent: true }
  },
}
