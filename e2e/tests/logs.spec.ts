import type { Page } from '@playwright/test'
import { expect, open, test } from '../fixtures.ts'
import { hostile, ticking } from '../projects.ts'

const chatty = ticking(50, [hostile.markup, hostile.link, hostile.long, '{"level":"error","msg":"as json"}'])

const output = (page: Page) => page.getByRole('region', { name: 'Runtime output' })

/** The newest tick on screen; 0 when there is none. */
async function newestTick(page: Page): Promise<number> {
  return ticksIn(await output(page).textContent()).at(-1) ?? 0
}

/** Where lines follow each other without a break, the time of the next one comes right after the number. */
function ticksIn(text: string | null): number[] {
  return [...(text ?? '').matchAll(/tick (\d+?)(?=\d\d:\d\d:\d\d\.|$)/gm)].map(([, number]) => Number(number))
}

test('the output of an app is followed, held, searched and downloaded', async ({ page, api }) => {
  const { id } = await api.deployLive('chatty', chatty)
  await open(page, `/previews/${id}/logs`)
  await expect.poll(() => newestTick(page)).toBeGreaterThan(10)
  const before = await newestTick(page)
  await expect.poll(() => newestTick(page), 'it follows').toBeGreaterThan(before + 10)

  await page.getByRole('button', { name: 'Pause' }).click()
  const pill = page.getByRole('button', { name: /^[\d,]+ new lines?$/ })
  await expect(pill).toBeVisible()
  const heldAt = await newestTick(page)
  const placeOf = () => output(page).evaluate((lines) => lines.scrollTop)
  const heldPlace = await placeOf()
  await expect.poll(async () => Number((await pill.textContent())?.replace(/\D/g, ''))).toBeGreaterThan(20)
  expect(await placeOf(), 'the view stands still').toBe(heldPlace)
  await pill.click()
  await expect(pill).toBeHidden()
  await expect.poll(() => newestTick(page)).toBeGreaterThan(heldAt + 20)

  await output(page).hover()
  await page.mouse.wheel(0, -100_000)
  await expect(pill, 'scrolling up holds the view').toBeVisible()
  await expect(output(page)).toContainText(hostile.markup)
  await expect(output(page)).toContainText('free money')
  await expect(output(page).locator('img, script, a')).toHaveCount(0)
  expect(await page.evaluate(() => 'hijacked' in window)).toBe(false)

  await output(page).focus()
  await page.keyboard.press('/')
  await page.keyboard.type('tick 7')
  await expect(output(page).locator('mark').first()).toHaveText('tick 7')
  await page.keyboard.press('Enter')
  const place = page.getByRole('status').filter({ hasText: /^\d+ of \d+$/ })
  await expect(place).toBeVisible()
  await expect(output(page).locator('mark[data-now=true]')).toHaveText('tick 7')
  const first = (await place.textContent()) ?? ''
  await page.getByRole('button', { name: 'Next hit' }).click()
  await expect(place).not.toHaveText(first)

  await page.getByRole('button', { name: 'Copy, download, time' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Download all' }).click(),
  ])
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk)
  const downloaded = ticksIn(Buffer.concat(chunks).toString())
  expect(downloaded).toEqual(downloaded.map((_, index) => index + 1))
})

test('a restart of the server in the middle costs no line and repeats none', async ({ page, api, server }) => {
  const { id } = await api.deployLive('chatty', chatty)
  await open(page, `/previews/${id}/logs`)
  await expect.poll(() => newestTick(page)).toBeGreaterThan(10)
  const link = page.getByRole('banner').getByRole('status')
  await expect(link).toHaveText('Live')

  await server.stop()
  await expect(link).toContainText('Reconnecting')
  const lastBefore = await newestTick(page)
  await server.start()
  await expect(link).toHaveText('Live')
  await expect.poll(() => newestTick(page)).toBeGreaterThan(lastBefore + 20)

  await page.getByRole('button', { name: 'Copy, download, time' }).click()
  await page.getByRole('menuitem', { name: 'Copy lines', exact: true }).click()
  const shown = ticksIn(await page.evaluate(() => navigator.clipboard.readText()))
  expect(shown.length).toBeGreaterThan(lastBefore - (shown[0] ?? 0))
  expect(shown).toEqual(shown.map((_, index) => (shown[0] ?? 0) + index))
})
