import { expect, open, rowOf, test } from '../fixtures.ts'
import { answering, exitingAtStart, failingToBuild, hostile } from '../projects.ts'

test('a build that fails shows its code, the lines that prove it and what helps', async ({ page, api }) => {
  const { id, fault } = await api.deployFailed(
    'broken-build',
    failingToBuild([`Error: ${hostile.markup}`, 'Error: no such colour']),
  )
  await open(page, '/previews')
  const row = rowOf(page, 'broken-build')
  await expect(row).toContainText('Failed')
  await expect(row).toContainText(fault?.message ?? 'a message')

  await row.getByRole('link', { name: 'broken-build' }).click()
  const card = page.getByRole('region', { name: /is not live/ })
  await expect(card).toContainText('build-script-failed')
  await expect(card).toContainText(fault?.hint || 'a hint')
  const evidence = card.getByRole('region', { name: 'Evidence' })
  await expect(evidence).toContainText('Error: no such colour')
  await expect(evidence).toContainText(hostile.markup)
  await expect(page.locator('main img, main script')).toHaveCount(0)

  await card.getByRole('link', { name: 'See the build' }).click()
  await expect(page.getByRole('region', { name: 'The build failed' })).toContainText('build-script-failed')
  await expect(page.getByRole('region', { name: 'Output of this step' })).toContainText('Error: no such colour')
  await page.getByRole('button', { name: 'Build again' }).click()
  await expect(page).toHaveURL(new RegExp(`/previews/${id}/build\\?build=`))
  await expect(
    page.getByRole('main').getByText('Build 2', { exact: true }).filter({ visible: true }).first(),
  ).toBeVisible()
  await expect(page.getByRole('region', { name: 'The build failed' })).toBeVisible()
  expect(await page.evaluate(() => 'hijacked' in window)).toBe(false)
})

test('a version that fails leaves the older one serving, and the page says both', async ({ page, api }) => {
  const { id, url } = await api.deployLive('careful', answering('first version'))
  await api.deploy('careful', exitingAtStart)
  await open(page, `/previews/${id}`)
  const card = page.getByRole('region', { name: /still serves/ })
  await expect(card).toContainText('exits-at-start')
  await expect(card.getByRole('region', { name: 'Evidence' })).toContainText('Error: no database configured')
  await expect(page.getByRole('main').locator('header')).toContainText('Live')
  expect(await (await fetch(url)).text()).toBe('first version')

  await card.getByRole('link', { name: 'See the log' }).click()
  await expect(page.getByRole('region', { name: 'Runtime output' })).toContainText('Error: no database configured')
  await page.getByRole('link', { name: 'Versions' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'v1' })).toContainText('serves visitors')
  await expect(page.getByRole('listitem').filter({ hasText: 'v2' })).toContainText('wanted')
})
