import { resolve } from 'node:path'
import { expect, open, rowOf, test } from '../fixtures.ts'
import { buildingSlowly, failingToBuild } from '../projects.ts'
import { busy, example, visit } from './lively.ts'

const images = resolve(import.meta.dirname, '../../docs/images')
/** What the charts of the overview show, and a little more. */
const chartsMs = 5 * 60_000 + 20_000

test('the pictures of the README', async ({ context, page, api }) => {
  const enough = new AbortController()
  const visits: Promise<void>[] = []
  const live = async (project: string, files: Record<string, string>, perSecond: number) => {
    const preview = await api.deployLive(project, files)
    visits.push(visit(preview.url, perSecond, enough.signal))
    return preview
  }
  await live('landing-page', await example('static-site'), 2)
  await live('harbour-board', await example('express'), 3)
  await live('palette-maker', await example('vite-react'), 1)
  await live('field-notes', await example('astro'), 1)
  await live('booking-api', busy({ workMs: 12, holdsMiB: 90, failsAfter: 0 }), 8)
  await live('search-index', busy({ workMs: 30, holdsMiB: 380, failsAfter: 0 }), 10)
  await live('checkout', busy({ workMs: 4, holdsMiB: 60, failsAfter: 200 }), 4)
  await api.deployFailed('wedding-site', failingToBuild(['Error: Cannot find module "./gallery.js"']))
  const parked = await api.deployLive('old-campaign', busy({ workMs: 1, holdsMiB: 10, failsAfter: 0 }))
  await api.mutate('previews.stop', { previewId: parked.id })
  const habits = { workMs: 18, holdsMiB: 190, failsAfter: 0 }
  for (const note of ['first', 'second']) await api.deployLive('storefront', busy(habits, note))
  const storefront = await live('storefront', busy(habits, 'third'), 9)
  const since = Date.now()

  const list = await context.newPage()
  await list.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await open(list, '/previews')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(page, `/previews/${storefront.id}`)
  await expect.poll(() => Date.now() - since, { timeout: chartsMs * 2, intervals: [5_000] }).toBeGreaterThan(chartsMs)
  await expect(page.getByRole('figure', { name: 'CPU over time' })).toContainText('%')
  await page.screenshot({ path: `${images}/preview.png` })

  const lines = Array.from({ length: 60 }, (_, index) => `transforming module ${index + 1}`)
  await api.deploy('newsletter', buildingSlowly(lines, 1_000, 0))
  await expect(rowOf(list, 'newsletter')).toContainText('Building')
  await expect(rowOf(list, 'checkout')).toContainText('Degraded')
  await list.screenshot({ path: `${images}/previews-dark.png` })
  enough.abort()
  await Promise.all(visits)
})
