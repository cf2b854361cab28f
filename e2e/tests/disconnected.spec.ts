import { expect, open, rowOf, test } from '../fixtures.ts'
import { lookAt } from '../look.ts'
import { answering } from '../projects.ts'

test('without the server the list says so and dims, refuses honestly, and comes back by itself', async ({
  page,
  api,
  server,
}) => {
  const { url } = await api.deployLive('steady', answering('steady'))
  await open(page, '/previews')
  const link = page.getByRole('banner').getByRole('status')
  await expect(link).toHaveText('Live')
  await expect(rowOf(page, 'steady')).toContainText('Live')
  const filterOf = () => page.getByRole('main').evaluate((main) => getComputedStyle(main).filter)
  expect(await filterOf()).toBe('none')
  await page.waitForLoadState('networkidle')

  await server.stop()
  await expect(link).toHaveText(/Reconnecting.*showing \d+ s ago/)
  await expect.poll(filterOf, 'what may be old is dimmed').toContain('grayscale')
  await lookAt(page, 'disconnected')
  expect(await (await fetch(url)).text(), 'previews stay up').toBe('steady')

  await page.getByRole('button', { name: 'Actions for steady' }).click()
  await page.getByRole('menuitem', { name: 'Stop' }).click()
  await expect(page.getByText('Could not stop steady')).toBeVisible()
  await expect(page.getByText('The server does not answer.')).toBeVisible()
  await expect(rowOf(page, 'steady'), 'the wish is taken back').toContainText('Live')

  await server.start()
  await expect(link).toHaveText('Live')
  await expect.poll(filterOf).toBe('none')
  await api.deploy('late-comer', answering('late'))
  await expect(rowOf(page, 'late-comer')).toContainText('Live')
  await expect(rowOf(page, 'steady')).toContainText('Live')
})
