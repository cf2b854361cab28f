import type { Page } from '@playwright/test'
import { expect, open, rowOf, sectionOf, test } from '../fixtures.ts'
import { answering, tellingItsStart } from '../projects.ts'

const ask = async (url: string) => await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).text()

/** Keeps a call from the server until it is let go, so that what a page shows meanwhile can be looked at. */
async function holdBack(page: Page, procedure: string): Promise<() => void> {
  const { promise: letGo, resolve } = Promise.withResolvers<void>()
  await page.route(`**/trpc/${procedure}*`, async (route) => {
    await letGo
    await route.continue()
  })
  return resolve
}

test('stop, start and restart: what the page says is what is', async ({ page, api }) => {
  const { id, url } = await api.deployLive('workhorse', tellingItsStart(1_500))
  await open(page, `/previews/${id}`)
  const header = page.getByRole('main').locator('header')
  const address = header.getByRole('link', { name: new URL(url).host })
  await expect(header).toContainText('Live')
  await expect(address).toHaveAttribute('href', url)
  const firstStart = await ask(url)

  const answerStop = await holdBack(page, 'previews.stop')
  await header.getByRole('button', { name: 'Stop' }).click()
  await expect(header, 'the wish shows at once').toContainText('Stopping…')
  await expect(header).not.toContainText('Stopped')
  answerStop()
  await expect(header).toContainText('Stopped by hand.')
  await expect(address).toBeHidden()
  await expect(ask(url)).rejects.toThrow()

  await header.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(header).toContainText('Live')
  await expect(address, 'the address stays').toHaveAttribute('href', url)
  const secondStart = await ask(url)
  expect(Number(secondStart)).toBeGreaterThan(Number(firstStart))

  await header.getByRole('button', { name: 'Restart' }).click()
  await expect.poll(() => ask(url).catch(() => ''), 'another instance answers').not.toBe(secondStart)
  await expect(header).toContainText('Live')
  await expect(address).toHaveAttribute('href', url)

  const events = sectionOf(page, 'Recent events')
  for (const word of [/restart/i, /start/i, /stop/i]) await expect(events).toContainText(word)
})

test('deleting asks for the name, and then nothing is left', async ({ page, api }) => {
  const { id, url } = await api.deployLive('doomed', answering('doomed'))
  await open(page, `/previews/${id}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete doomed?' })
  await expect(dialog).toContainText('cannot be undone')
  const confirm = dialog.getByRole('button', { name: 'Delete' })
  await expect(confirm).toBeDisabled()
  await dialog.getByRole('textbox').fill('dooomed')
  await expect(confirm).toBeDisabled()
  await dialog.getByRole('textbox').fill('doomed')
  await confirm.click()

  await expect(page).toHaveURL('/previews')
  await expect(rowOf(page, 'doomed')).toHaveCount(0)
  const answers = () =>
    ask(url).then(
      () => true,
      () => false,
    )
  await expect.poll(answers, 'nobody answers any more').toBe(false)
  await open(page, `/previews/${id}`)
  await expect(page.getByRole('heading', { name: 'This preview is gone' })).toBeVisible()
})
