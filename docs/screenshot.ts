// Takes the picture of the README from the sample world: npm run screenshot
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import config from '../playwright.config.ts'

const picture = fileURLToPath(new URL('./screenshot.png', import.meta.url))
const password = 'one picture, one password'

const demo = spawn(process.execPath, ['tools/run-built.mjs', 'demo'], {
  env: { ...process.env, HOST: '127.0.0.1', PORT: '0', DEMO_PASSWORD: password },
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  await takePicture(await addressOf(demo))
  console.log(`Wrote ${picture}`)
} finally {
  demo.kill('SIGTERM')
  if (demo.exitCode === null) await once(demo, 'exit')
}

function addressOf({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const address = /Steward is at (\S+)/.exec(text)?.[1]
      if (address) resolve(address)
    })
    stdout?.once('close', () => reject(new Error(`The demo ended before it listened: ${text}`)))
  })
}

async function takePicture(address: string): Promise<void> {
  const browser = await chromium.launch(config.use?.launchOptions)
  try {
    const context = await browser.newContext({
      baseURL: address,
      viewport: { width: 1440, height: 900 },
      deviceScaleFactor: 2,
      colorScheme: 'light',
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'UTC',
    })
    const page = await context.newPage()
    const signedIn = await context.request.post('/v2.1/session', {
      headers: { origin: address },
      data: { email: 'admin@example.com', password },
    })
    if (!signedIn.ok()) throw new Error(`Signing in answered ${signedIn.status()}`)
    await page.goto('/organizations/acme-vision/usage?range=30-days&metric=input_volume')
    await page.locator('.recharts-bar-rectangle').first().waitFor()
    await page.waitForLoadState('networkidle')
    await page.screenshot({ path: picture })
  } finally {
    await browser.close()
  }
}
