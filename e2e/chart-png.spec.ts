import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, people, signIn, test } from './fixtures.ts'

/** The size of a PNG file, and how many of its pixels have each of the colours, which are `rgb(…)`. */
function look(page: Page, png: Buffer, colours: readonly string[]) {
  return page.evaluate(
    async ({ bytes, wanted }) => {
      const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]))
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
      if (!context) throw new Error('No canvas')
      context.drawImage(image, 0, 0)
      const { data } = context.getImageData(0, 0, image.width, image.height)
      const counts = new Map<string, number>()
      for (let at = 0; at < data.length; at += 4) {
        const colour = `rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`
        counts.set(colour, (counts.get(colour) ?? 0) + 1)
      }
      return { width: image.width, height: image.height, pixels: wanted.map((colour) => counts.get(colour) ?? 0) }
    },
    { bytes: [...png], wanted: colours },
  )
}

test('saves the chart as it looks, in either theme', async ({ page }) => {
  await signIn(page, people.member)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.goto('/organizations/acme-vision/usage?metric=input_volume&range=custom&from=2026-03-01&to=2026-03-31')
    const chart = page.locator('figure svg')
    await expect(chart).toBeVisible()
    const ground = await page.locator('html').evaluate((element) => getComputedStyle(element).backgroundColor)
    const series = await page
      .getByRole('list', { name: 'Series' })
      .getByRole('button')
      .evaluateAll((buttons) =>
        buttons.flatMap(({ firstElementChild }) =>
          firstElementChild ? getComputedStyle(firstElementChild).backgroundColor : [],
        ),
      )
    expect(series).toHaveLength(2)

    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export PNG' }).click()
    const file = await download

    expect(file.suggestedFilename()).toBe('acme-vision-usage-input_volume-2026-03-01-to-2026-03-31.png')
    const { width, height, pixels } = await look(page, await readFile(await file.path()), [ground, ...series])
    const shown = await chart.boundingBox()
    expect(width).toBeGreaterThan(2 * (shown?.width ?? Infinity))
    expect(height).toBeGreaterThan(2 * (shown?.height ?? Infinity))
    const [grounds = 0, ...bars] = pixels
    expect(grounds).toBeGreaterThan((width * height) / 2)
    // Far more than the mark of a legend.
    for (const count of bars) expect(count).toBeGreaterThan(5000)
  }
})
