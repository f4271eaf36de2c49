import { type BrowserContext, chromium, type Locator, type Page } from '@playwright/test'
import { permissions } from '../contract/permissions.ts'
import config from '../playwright.config.ts'
import { type Demo, signIn } from '../tools/demo.ts'
import { installProbe } from './probe.ts'
import type { Group, Limit, Measure } from './table.ts'

/** How many times as long everything of the page takes. */
const throttling = 4
const project = 'acme-sandbox'
const many = 30
const few = 2
const presses = 20
const wheelPx = 240
const wheelTurns = 20

const measured = [
  ['clickToPaint', 'cell toggled: click to paint', 'ms'],
  ['keyToPaint', 'cell toggled: key to paint', 'ms'],
  ['keyToLast', 'cell toggled: key to last change', 'ms'],
  ['inBrowser', 'cell toggled: as event timing says', 'ms'],
  ['groupToPaint', 'object toggled: key to paint', 'ms'],
  ['arrowToPaint', 'arrow key to paint', 'ms'],
  ['longestTask', 'presses: longest of the tasks over 50 ms', 'ms'],
  ['frameDown', 'scrolling down: frame', 'ms'],
  ['frameAside', 'scrolling aside: frame', 'ms'],
] as const satisfies readonly (readonly [string, string, Measure['unit']])[]

const limits: Partial<Record<(typeof measured)[number][0], Limit>> = {
  clickToPaint: { median: 50 },
  keyToPaint: { median: 50 },
  longestTask: { median: 100 },
}

type Samples = Record<(typeof measured)[number][0], number[]>

/** Toggles permissions in the comparison of 30 custom roles, held against that of 2, in a slowed-down Chromium. */
export async function benchComparison(demo: Demo): Promise<Group> {
  const browser = await chromium.launch(config.use?.launchOptions)
  try {
    const context = await browser.newContext({ baseURL: demo.address, viewport: { width: 1440, height: 900 } })
    await context.addCookies([await signIn(demo, 'admin@example.com')])
    const roles = await createRoles(context)
    // What runs this file wraps each named function in a call of it, also those that are sent to the page.
    await context.addInitScript({ content: 'globalThis.__name = (named) => named' })
    await context.addInitScript(installProbe)
    await context.addInitScript(installEventTimes)
    const subject = noSamples()
    const baseline = noSamples()
    await visit(context, roles, subject)
    await visit(context, roles.slice(0, few), baseline)
    return {
      title: `Role comparison, ${permissions.length} permissions: ${many} roles against ${few}`,
      measures: measured.map(([key, what, unit]) => ({
        what,
        unit,
        subject: subject[key],
        baseline: baseline[key],
        ...(limits[key] && { limit: limits[key] }),
      })),
    }
  } finally {
    await browser.close()
  }
}

declare global {
  interface Window {
    /** How long the browser says that events took to the frame that shows what they did. */
    eventTimesMs: number[]
  }
}

/** Runs in the page, before its own code; so it uses nothing of this module. */
function installEventTimes(): void {
  window.eventTimesMs = []
  // The spec tells of events from 16 ms on, in steps of 8.
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) {
      if (['click', 'keydown'].includes(name)) window.eventTimesMs.push(duration)
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
}

function noSamples(): Samples {
  return Object.fromEntries(measured.map(([key]) => [key, []])) as unknown as Samples
}

/** Custom roles, all of which can be changed, each with another share of the permissions. */
async function createRoles(context: BrowserContext): Promise<string[]> {
  const names = Array.from({ length: many }, (_, index) => `compared-${index + 1}`)
  for (const [index, name] of names.entries()) {
    const granted = permissions.filter((_, position) => (position * 7 + index * 5) % 11 < 2 + (index % 7))
    const answer = await context.request.post(`/v2.1/projects/${project}/roles`, {
      headers: { 'sec-fetch-site': 'same-origin' },
      data: { name, permissions: granted },
    })
    if (!answer.ok()) throw new Error(`Creating ${name} answered ${answer.status()}: ${await answer.text()}`)
  }
  return names
}

async function visit(context: BrowserContext, roles: readonly string[], samples: Samples): Promise<void> {
  const page = await context.newPage()
  await page.goto(`/projects/${project}/role-comparison?roles=${roles.join(',')}`)
  const grid = page.getByRole('grid', { name: 'Permissions by role' })
  await grid.waitFor()
  await page.waitForLoadState('networkidle')
  const client = await context.newCDPSession(page)
  await client.send('Emulation.setCPUThrottlingRate', { rate: throttling })
  await page.evaluate(() => window.probe.takeLongestTaskMs())

  await clickCells(page, grid, roles, samples)
  await pressKeys(page, grid, samples)
  samples.longestTask.push(await page.evaluate(() => window.probe.takeLongestTaskMs()))
  samples.frameDown.push(...(await scroll(page, grid, 0, wheelPx)))
  samples.frameAside.push(...(await scroll(page, grid, wheelPx, 0)))
  await page.close()
}

/** Clicks cells that are on the screen, in the columns and rows there. */
async function clickCells(page: Page, grid: Locator, roles: readonly string[], samples: Samples): Promise<void> {
  for (let press = 0; press < presses; press += 1) {
    const name = permissions.slice(0, 10)[press % 10] ?? ''
    const [object, verb] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)]
    const role = roles[press % Math.min(roles.length, 5)] ?? ''
    await measure(
      page,
      // Held down as long as a finger does; the click itself comes when it is let go.
      () => grid.locator(`[aria-label^="${role}: ${object} ${verb}"]`).click({ delay: 80 }),
      samples,
      'clickToPaint',
    )
  }
}

/** Goes through the grid by keys, and toggles what it comes to, until it has come to enough cells of one permission. */
async function pressKeys(page: Page, grid: Locator, samples: Samples): Promise<void> {
  await grid.locator('[role=checkbox]').first().focus()
  for (let press = 0; samples.keyToPaint.length < presses; press += 1) {
    const key = press % 4 === 3 ? 'ArrowRight' : 'ArrowDown'
    await measure(page, () => page.keyboard.press(key), samples, 'arrowToPaint')
    const isObject = await page.evaluate(
      () => document.activeElement?.getAttribute('aria-label')?.includes(', all') ?? false,
    )
    await measure(page, () => page.keyboard.press('Enter'), samples, isObject ? 'groupToPaint' : 'keyToPaint')
  }
}

async function measure(page: Page, press: () => Promise<void>, samples: Samples, into: keyof Samples): Promise<void> {
  await page.evaluate(() => {
    window.eventTimesMs.length = 0
  })
  await press()
  const { paintMs, settledMs } = await page.evaluate(() => window.probe.reaction())
  samples[into].push(paintMs)
  if (into !== 'keyToPaint' && into !== 'clickToPaint') return
  samples.keyToLast.push(settledMs)
  samples.inBrowser.push(await page.evaluate(() => Math.max(16, ...window.eventTimesMs)))
}

async function scroll(page: Page, grid: Locator, x: number, y: number): Promise<number[]> {
  await grid.hover()
  await page.evaluate(() => window.probe.startFrames())
  for (let turn = 0; turn < wheelTurns; turn += 1) await page.mouse.wheel(x, y)
  return (await page.evaluate(() => window.probe.stopFrames())).frameMs
}
