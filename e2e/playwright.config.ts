import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'

// Workers read this file too. The first reader chooses the name, the others inherit it.
process.env.KAPSULES_E2E_OWNER ??= `${process.env.KAPSULES_TEST_OWNER ?? 'e2e'}-${randomBytes(3).toString('hex')}`
process.env.KAPSULES_ARTIFACTS ??= resolve(import.meta.dirname, '../artifacts')

export default defineConfig({
  testDir: 'tests',
  outputDir: `${process.env.KAPSULES_ARTIFACTS}/results`,
  globalTeardown: './server/global-teardown.ts',
  // One server, one browser, two cores.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  globalTimeout: 15 * 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    colorScheme: 'light',
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    permissions: ['clipboard-read', 'clipboard-write'],
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.KAPSULES_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
})
