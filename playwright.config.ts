import { defineConfig, devices } from '@playwright/test'
import { baseURL, demoPassword, port } from './e2e/settings.ts'
import { systemChromium } from './tools/chromium.ts'

const executablePath = systemChromium()
const isRoot = process.getuid?.() === 0

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.TEST_REPORT ? [['list'], ['json', { outputFile: process.env.TEST_REPORT }]] : [['list']],
  use: {
    baseURL,
    // Recording takes a fifth of the time; a journey that fails is run again with `--trace on`.
    trace: 'off',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      // Chromium refuses its sandbox to root, as whom many containers run.
      args: isRoot ? ['--no-sandbox', ...quiet] : quiet,
    },
  },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } } }],
  webServer: {
    command: 'node dist/server/demo.js',
    url: `${baseURL}/v2.1/setup`,
    env: { HOST: '127.0.0.1', PORT: String(port), DEMO_PASSWORD: demoPassword },
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    stdout: 'ignore',
    stderr: 'pipe',
  },
})
