/** What each test starts from: a server of its own worker, an admin who is signed in, and a page that must stay honest. */
import { type APIRequestContext, test as base, expect, type Page } from '@playwright/test'
import { type Api, createApi } from './server/api.ts'
import { type ServerProcess, startServer } from './server/process.ts'

/** A server with somebody signed in. Tests share the session, because signing in is limited by the minute. */
interface Server extends ServerProcess {
  readonly session: Awaited<ReturnType<APIRequestContext['storageState']>>
}

interface TestFixtures {
  readonly api: Api
  /** Fails the test when a page threw, broke its own policy, or asked by a dialog. */
  readonly honesty: undefined
}

const startMs = 90_000

export const test = base.extend<TestFixtures, { readonly server: Server }>({
  server: [
    async ({ playwright }, use, info) => {
      const server = await startServer(`${process.env.KAPSULES_E2E_OWNER}-${info.workerIndex}`)
      const signingIn = await playwright.request.newContext({ baseURL: server.url })
      const answer = await signingIn.post('/api/auth/sign-in/email', { data: server.admin })
      expect(answer.ok(), await answer.text()).toBe(true)
      await use({ ...server, session: await signingIn.storageState() })
      await signingIn.dispose()
      await createApi(server).removeAll()
      await server.stop()
    },
    { scope: 'worker', timeout: startMs },
  ],
  baseURL: ({ server }, use) => use(server.url),
  storageState: ({ server }, use) => use(server.session),
  api: ({ server }, use) => use(createApi(server)),
  honesty: [
    async ({ context }, use) => {
      const found: string[] = []
      context.on('weberror', (error) => found.push(`threw: ${error.error().stack ?? error.error().message}`))
      context.on('dialog', (dialog) => {
        found.push(`dialog: ${dialog.message()}`)
        void dialog.dismiss()
      })
      context.on('console', (message) => {
        if (message.type() === 'error' && !isOfTheNetwork(message.text())) found.push(`console: ${message.text()}`)
      })
      await use(undefined)
      expect(found, 'a page did something that it must not').toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

/** The browser says so itself when a server is away or refuses; whether the page copes is what tests are about. */
function isOfTheNetwork(text: string): boolean {
  return /^Failed to load resource|WebSocket connection|net::ERR_/.test(text)
}

/** Nobody is signed in. */
export const signedOut = { cookies: [], origins: [] }

const networkChanges = 10

/**
 * Opens a path. An engine on the same machine makes and removes networks all the time, and Chromium then drops what it is
 * loading with ERR_NETWORK_CHANGED: that says nothing about the page, so it is opened again.
 */
export async function open(page: Page, path: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await page.goto(path)
      return
    } catch (error) {
      if (tries === networkChanges || !String(error).includes('ERR_NETWORK_CHANGED')) throw error
    }
  }
}

/** A part of a page by its heading. */
export function sectionOf(page: Page, title: string) {
  return page.locator('section').filter({ has: page.getByRole('heading', { name: title }) })
}

/** The row of a project in the list of previews. */
export function rowOf(page: Page, projectId: string) {
  return page.getByRole('table', { name: 'Previews' }).getByRole('row').filter({ hasText: projectId })
}
