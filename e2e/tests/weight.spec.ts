import { expect, open, test } from '../fixtures.ts'

const mostBytes = 200_000

test('the list comes with less than 200 kB of scripts, as they go over the wire', async ({ page }) => {
  const scripts: Promise<readonly [string, number]>[] = []
  page.on('requestfinished', (request) => {
    if (request.resourceType() !== 'script') return
    scripts.push(request.sizes().then((sizes) => [new URL(request.url()).pathname, sizes.responseBodySize]))
  })
  await open(page, '/previews')
  await expect(page.getByRole('banner').getByRole('status')).toHaveText('Live')
  const loaded = await Promise.all(scripts)
  const bytes = loaded.reduce((sum, [, size]) => sum + size, 0)
  expect(loaded.length).toBeGreaterThan(1)
  expect(bytes, `${bytes} bytes: ${loaded.map((script) => script.join(' ')).join(', ')}`).toBeLessThan(mostBytes)
})
