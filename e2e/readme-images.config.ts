// Makes the pictures of the README, by hand: `pnpm --filter @kapsules/e2e readme-images`. Takes about seven minutes,
// because charts of five minutes need five minutes.
import { defineConfig } from '@playwright/test'
import base from './playwright.config.ts'

export default defineConfig(base, { testDir: 'readme', timeout: 15 * 60_000, use: { trace: 'off' } })
