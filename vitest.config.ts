import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const report = process.env.TEST_REPORT

export default defineConfig({
  test: {
    maxWorkers: 2,
    // tools/test.ts adds up the reports of all suites.
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{bench,contract,src,tools}/**/*.test.ts'],
          environment: 'node',
          // Property tests share two cores with other suites.
          testTimeout: 20_000,
          // Stylesheets are empty in tests, but for the ones that are tested.
          css: { include: /(tokens|styles)\.css/ },
        },
      },
      {
        extends: true,
        plugins: [react()],
        test: {
          name: 'components',
          include: ['src/**/*.test.tsx'],
          environment: 'jsdom',
          setupFiles: ['src/testing/setup.ts'],
          // Finding by role is slow in jsdom, the more so while other suites share the cores.
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['server/**/*.test.ts'],
          environment: 'node',
          pool: 'forks',
          globalSetup: ['server/testing/global-setup.ts'],
          testTimeout: 60_000,
          // A first start of the embedded database alone takes up to 8 s, and more while two workers share two cores.
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
