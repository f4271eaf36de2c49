import { defineConfig } from 'vitest/config'

/** The tests of authorization alone, which `npm run test:mutation` runs once for every change it makes to the code. */
export default defineConfig({
  test: {
    include: ['server/features/access/*.test.ts'],
    environment: 'node',
    globalSetup: ['server/testing/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
