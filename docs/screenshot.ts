// Takes the picture of the README from the sample world: npm run screenshot
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import config from '../playwright.config.ts'
import { type Demo, signIn, startDemo } from '../tools/demo.ts'

const picture = fileURLToPath(new URL('./screenshot.png', import.meta.url))

const demo = await startDemo()
try {
  await takePicture(demo)
  console.log(`Wrote ${picture}`)
} finally {
  await demo.stop()
}

async function takePicture(from: Demo): Promise<void> {
  const browser = await chromium.launch(config.use?.launchOptions)
  try {
    const context = await browser.newContext({
      baseURL: from.address,
      viewport: { width: 1440, height: 900 },
      deviceScaleFactor: 2,
      colorScheme: 'light',
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'UTC',
    })
    await context.addCookies([await signIn(from, 'admin@example.com')])
    const page = await context.newPage()
    await page.goto('/organizations/acme-vision/usage?metric=input_volume&compare=previous')
    await page.locator('.recharts-surface').first().waitFor()
    await page.waitForLoadState('networkidle')
    await page.screenshot({ path: picture })
  } finally {
    await browser.close()
  }
}
