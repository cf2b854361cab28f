import type { Page } from '@playwright/test'
import { expect, open, rowOf, signedOut, test } from '../fixtures.ts'
import { lookAt, screens } from '../look.ts'
import { answering, exitingAtStart, failingToBuild, ticking } from '../projects.ts'
import type { Api } from '../server/api.ts'

const longName = `long-name-${'of-a-project-'.repeat(6)}end`

interface Case {
  readonly name: string
  readonly path: (ids: Record<string, string>) => string
  /** What is there when the page is whole. */
  readonly whole: (page: Page) => Promise<unknown>
}

const shown = (text: string | RegExp) => (page: Page) =>
  expect(page.getByRole('main').getByText(text).filter({ visible: true }).first()).toBeVisible()

const cases: readonly Case[] = [
  { name: 'list', path: () => '/previews', whole: (page) => expect(rowOf(page, 'shop')).toContainText(/%.*MiB/) },
  { name: 'list-nothing-found', path: () => '/previews?q=nothing', whole: shown(/no preview/i) },
  { name: 'overview', path: ({ shop }) => `/previews/${shop}`, whole: shown(/100\s%\shealthy/) },
  { name: 'overview-failed', path: ({ broken }) => `/previews/${broken}`, whole: shown('build-script-failed') },
  { name: 'overview-older-serves', path: ({ careful }) => `/previews/${careful}`, whole: shown('exits-at-start') },
  { name: 'overview-stopped', path: ({ long }) => `/previews/${long}`, whole: shown('Stopped by hand.') },
  { name: 'build', path: ({ shop }) => `/previews/${shop}/build`, whole: shown('exporting to image') },
  { name: 'build-log', path: ({ shop }) => `/previews/${shop}/build?view=log`, whole: shown(/the first build/) },
  { name: 'build-failed', path: ({ broken }) => `/previews/${broken}/build`, whole: shown('The build failed') },
  { name: 'logs', path: ({ shop }) => `/previews/${shop}/logs`, whole: shown(/tick \d+/) },
  { name: 'metrics', path: ({ shop }) => `/previews/${shop}/metrics`, whole: shown('CPU throttled') },
  { name: 'versions', path: ({ careful }) => `/previews/${careful}/versions`, whole: shown('serves visitors') },
  { name: 'preview-events', path: ({ careful }) => `/previews/${careful}/events`, whole: shown('Today') },
  { name: 'settings', path: ({ shop }) => `/previews/${shop}/settings`, whole: shown('Delete this preview') },
  { name: 'builds', path: () => '/builds', whole: shown('Succeeded') },
  { name: 'events', path: () => '/events', whole: shown('Today') },
  { name: 'access', path: () => '/access', whole: shown('local') },
  { name: 'system', path: () => '/system', whole: shown('good') },
  { name: 'not-found', path: () => '/nowhere', whole: shown('There is nothing at this address') },
  { name: 'gone', path: () => `/previews/${crypto.randomUUID()}`, whole: shown('This preview is gone') },
]

let furnished: Promise<Record<string, string>> | undefined

/** A house with something of everything, made once for all pages. Gives the ids of its previews. */
function furnish(api: Api): Promise<Record<string, string>> {
  furnished ??= makeOneOfEach(api)
  return furnished
}

async function makeOneOfEach(api: Api): Promise<Record<string, string>> {
  const shop = await api.deployLive(
    'shop',
    ticking(400, ['\u001b[32mready\u001b[0m on port 8080', 'WARN: cache is cold']),
  )
  const broken = await api.deployFailed('broken', failingToBuild(['Error: Cannot find module "./colours.js"']))
  const careful = await api.deployLive('careful-two', answering('first'))
  await api.deployFallenBack('careful-two', exitingAtStart)
  const long = await api.deploy(longName, answering('long'))
  await api.mutate('previews.stop', { previewId: long.previewId })
  return { shop: shop.id, broken: broken.id, careful: careful.id, long: long.previewId }
}

for (const [screen, use] of Object.entries(screens)) {
  test.describe(`${screen}, nothing deployed`, () => {
    test.use(use)

    test('empty-list: fits, and has no barrier, in light and dark', async ({ page, api }) => {
      await api.removeAll()
      await open(page, '/previews')
      await expect(page.getByRole('heading', { name: 'No previews yet' })).toBeVisible()
      await lookAt(page, 'empty-list')
    })
  })
}

for (const [screen, use] of Object.entries(screens)) {
  test.describe(screen, () => {
    test.use(use)

    for (const { name, path, whole } of cases) {
      test(`${name}: fits, and has no barrier, in light and dark`, async ({ page, api }) => {
        await open(page, path(await furnish(api)))
        await whole(page)
        await lookAt(page, name)
      })
    }

    test('dialogs and menus: fit, and have no barrier, in light and dark', async ({ page, api }) => {
      const { shop } = await furnish(api)
      await open(page, `/previews/${shop}`)
      await page.getByRole('button', { name: 'More actions' }).click()
      // an open menu stands outside the landmarks, as dialogs do, which the rule knows of
      await lookAt(page, 'menu', { without: ['region'] })
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await lookAt(page, 'delete-dialog')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Search or jump to' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await lookAt(page, 'palette')
      await open(page, '/access')
      await page.getByRole('button', { name: 'Create key' }).click()
      await lookAt(page, 'create-key')
    })

    test.describe('signed out', () => {
      test.use({ storageState: signedOut })

      test('sign-in: fits, and has no barrier, in light and dark', async ({ page }) => {
        await open(page, '/sign-in')
        await expect(page.getByRole('heading', { name: 'Sign in to Kapsules' })).toBeVisible()
        await lookAt(page, 'sign-in')
      })
    })
  })
}
