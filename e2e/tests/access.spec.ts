import { expect, open, test } from '../fixtures.ts'
import { answering } from '../projects.ts'
import { createApi } from '../server/api.ts'

test('a key is shown once, works, and works no more when it is revoked', async ({ page, server }) => {
  await open(page, '/access')
  await page.getByRole('button', { name: 'Create key' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('the app')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Copy the key now' })
  const key = (await dialog.getByRole('region', { name: 'Copy key' }).textContent())?.trim() ?? ''
  expect(key).toMatch(/^kap_[\w-]{43}$/)
  await dialog.getByRole('button', { name: 'Copy key' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key)
  const program = createApi(server, key)
  expect(await program.query('previews.list')).toHaveProperty('items')

  await dialog.getByRole('button', { name: 'Done' }).click()
  const entry = page.getByRole('listitem').filter({ hasText: 'the app' })
  await expect(entry).toContainText(key.slice(0, 10))
  expect(await page.content()).not.toContain(key)

  await entry.getByRole('button', { name: 'Revoke the app' }).click()
  await page.getByRole('dialog', { name: 'Revoke the app?' }).getByRole('button', { name: 'Revoke' }).click()
  await expect(entry).toContainText('revoked')
  await expect(program.query('previews.list')).rejects.toThrow('401')
})

test('a viewer sees everything and is offered nothing to change', async ({ page, api }) => {
  // Nothing makes people beside the first admin yet, so the server's answer to "who am I" is changed on its way. That the
  // server refuses viewers is tested where it is built.
  await page.route(/\/trpc\/[^?]*system\.me/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replaceAll('"role":"admin"', '"role":"viewer"') })
  })
  const { id } = await api.deployLive('looked-at', answering('looked at'))
  await open(page, '/previews')
  await expect(page.getByRole('link', { name: 'looked-at' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Actions for/ })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Access' })).toHaveCount(0)
  await open(page, `/previews/${id}/settings`)
  await expect(page.getByText('Environment')).toBeVisible()
  for (const name of ['Stop', 'Restart', 'More actions', 'Save', 'Replace all', 'Delete this preview'])
    await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option', { name: 'Logs' })).toBeVisible()
  await expect(page.getByRole('option', { name: 'Stop' })).toHaveCount(0)
  await open(page, '/access')
  await expect(page.getByRole('heading', { name: 'For admins' })).toBeVisible()
})
