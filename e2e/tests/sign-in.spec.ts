import { expect, open, signedOut, test } from '../fixtures.ts'

test.use({ storageState: signedOut })

test('a wrong password says so, and the right one leads to where one wanted to go', async ({ page, server }) => {
  await open(page, '/builds?status=%5B%22failed%22%5D')
  await expect(page.getByRole('heading', { name: 'Sign in to Kapsules' })).toBeVisible()
  await page.getByLabel('E-mail').fill(server.admin.email)
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toHaveText('E-mail or password is wrong.')

  await page.getByLabel('Password').fill(server.admin.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Builds' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Failed' })).toHaveAttribute('aria-pressed', 'true')
})
