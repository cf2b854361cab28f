import { expect, open, sectionOf, test } from '../fixtures.ts'
import { ticking } from '../projects.ts'

test('charts draw samples as they come and can be zoomed; health is told in words', async ({ page, api }) => {
  const { id } = await api.deployLive('measured', ticking(100))
  await open(page, `/previews/${id}/metrics`)
  const cpu = page.getByRole('figure', { name: 'CPU over time' })
  const memory = page.getByRole('figure', { name: 'Memory over time' })
  await expect(cpu).toContainText('%')
  await expect(memory).toContainText(/limit [\d.]+ [MG]iB/)
  await expect(memory).toContainText(/[\d.]+ MiB/)
  for (const title of ['Network', 'Block I/O', 'Processes'])
    await expect(page.getByRole('figure', { name: `${title} over time` })).toBeVisible()

  const pointsOf = async () => (await cpu.locator('path.recharts-area-curve').getAttribute('d'))?.split('L').length ?? 0
  await expect.poll(pointsOf).toBeGreaterThan(3)
  const before = await pointsOf()
  await expect.poll(pointsOf, 'more come by themselves').toBeGreaterThan(before)

  const area = await cpu.locator('.recharts-surface').boundingBox()
  if (!area) throw new Error('the chart is not on screen')
  const y = area.y + area.height / 2
  await page.mouse.move(area.x + area.width * 0.9, y)
  await page.mouse.down()
  await page.mouse.move(area.x + area.width * 0.97, y, { steps: 5 })
  await page.mouse.up()
  await expect(page.getByText('Zoomed in; the charts stand still.')).toBeVisible()
  await page.getByRole('button', { name: 'Back to live' }).click()
  await expect(page.getByText('Zoomed in')).toBeHidden()

  await expect(page.getByRole('main').locator('header')).toContainText('Healthy')
  await expect(sectionOf(page, 'Health, last 24 hours')).toContainText(/100\s%\shealthy/)
})
