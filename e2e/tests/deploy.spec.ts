import { readFile } from 'node:fs/promises'
import { expect, open, rowOf, test } from '../fixtures.ts'
import { keepPicture } from '../look.ts'
import { buildingSlowly, hostile } from '../projects.ts'

test('the empty list teaches; what a program deploys then appears in it and goes live without a reload', async ({
  page,
  api,
  server,
}) => {
  await api.removeAll()
  await open(page, '/')
  await expect(page.getByRole('heading', { name: 'No previews yet' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Copy command' })).toContainText('kapsules deploy')
  await expect(page.getByRole('region', { name: 'Copy API call' })).toContainText(`${server.url}/trpc/previews.deploy`)
  await page.getByRole('button', { name: 'Copy command' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('pnpm kapsules deploy')

  await api.deploy('first-steps', buildingSlowly(['one', 'two', 'three', 'four'], 500, 1000))
  const row = rowOf(page, 'first-steps')
  await expect(row).toContainText('Building')
  await expect(row).toContainText('Starting')
  await expect(row).toContainText('Live')
  await expect(row).toContainText('Healthy')
  await expect(row, 'cpu and memory come by themselves').toContainText(/%.*MiB/)

  const address = row.getByRole('link', { name: 'opens in a new tab' })
  const [visit] = await Promise.all([page.waitForEvent('popup'), address.click()])
  await open(visit, (await address.getAttribute('href')) ?? '')
  await expect(visit.locator('body')).toHaveText('built')
})

test('a build is watched as it happens: steps, lines in their colours, nothing but text', async ({ page, api }) => {
  const lines = ['first line', hostile.colours, hostile.markup, hostile.link, 'sixth of six', 'last line']
  const { previewId } = await api.deploy('watched-build', buildingSlowly(lines, 700, 0))
  await open(page, `/previews/${previewId}/build`)
  const output = page.getByRole('region', { name: 'Output of this step' })
  await expect(output).toContainText('first line')
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible()
  await expect(output).not.toContainText('last line')

  await expect(output).toContainText('green and red')
  const green = output.getByText('green', { exact: true })
  const plain = output.getByText('first line')
  const colourOf = (element: Element) => getComputedStyle(element).color
  expect(await green.evaluate(colourOf)).not.toBe(await plain.evaluate(colourOf))
  await expect(output).toContainText(hostile.markup)
  await expect(output).toContainText('free money')
  await expect(output.locator('img, script, a')).toHaveCount(0)
  await keepPicture(page, 'build-running-1440-light')
  await expect(output).toContainText('last line')
  await expect(page.getByText('Succeeded')).toBeVisible()
  expect(await page.evaluate(() => 'hijacked' in window)).toBe(false)

  await page.getByRole('button', { name: 'Log', exact: true }).click()
  await page.getByRole('searchbox', { name: 'Search in these lines' }).fill('sixth of six')
  await expect(page.getByRole('status').filter({ hasText: /^1$/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: '1 of 1' })).toBeVisible()
  const log = page.getByRole('region', { name: 'Build output' })
  await expect(log.locator('mark')).toHaveText('sixth of six')

  await page.getByRole('button', { name: 'Copy, download, time' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Download all' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('watched-build-build-1.log')
  const text = await readFile(await download.path(), 'utf8')
  for (const line of ['first line', 'green and red', hostile.markup, 'free money', 'last line'])
    expect(text).toContain(line)
})
