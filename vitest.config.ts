import { defineConfig } from 'vitest/config'

const everywhere = '{packages,apps}/*/{src,test}/**/*.test.{ts,tsx}'
const integration = [
  '{packages,apps}/*/{src,test}/**/*.integration.test.ts',
  'tests/*.integration.test.ts',
  'scripts/**/*.integration.test.ts',
]

export default defineConfig({
  test: {
    teardownTimeout: 30_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: [everywhere, '{scripts,bench}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', ...integration],
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: integration,
          exclude: ['**/node_modules/**', '**/dist/**'],
          // Real builds and real databases, on machines with few cores: the limits are there to end what hangs.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // one at a time: engines of Debian 12 do not bear parallel builds, and tests shall not wait for each other's CPU
          maxWorkers: 1,
          globalSetup: 'apps/server/src/postgres/testing-setup.ts',
        },
      },
    ],
  },
})
