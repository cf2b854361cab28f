import { expect, open, test } from '../fixtures.ts'
import { hostile, runningInDockerfile } from '../projects.ts'

test('what a project calls its steps and writes into its Dockerfile is text, and nothing else', async ({
  page,
  api,
}) => {
  const { id } = await api.deployLive('untrusted', runningInDockerfile(`echo '${hostile.markup}'`))
  for (const tab of ['', '/events', '/versions', '/logs', '/build']) {
    await open(page, `/previews/${id}${tab}`)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('untrusted')
    await expect(page.locator('main img, main script, main iframe')).toHaveCount(0)
  }
  await expect(page.getByRole('button', { name: hostile.markup })).toBeVisible()
  await page.getByText('Dockerfile', { exact: true }).click()
  await expect(page.getByRole('region', { name: 'Dockerfile' })).toContainText(hostile.markup)
  await expect(page.locator('main img, main script, main iframe')).toHaveCount(0)
  expect(await page.evaluate(() => 'hijacked' in window)).toBe(false)
})
