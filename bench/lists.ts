import { type BrowserContext, chromium, type Page } from '@playwright/test'
import config from '../playwright.config.ts'
import { type Demo, signIn } from '../tools/demo.ts'
import { installProbe, type Reaction } from './probe.ts'
import type { Group, Measure } from './table.ts'

/** How many times as long everything of the page takes. */
const throttling = 4
const rounds = 3
const slowFrameMs = 50
/** Two notches of a mouse wheel. */
const wheelPx = 240

interface List {
  path: string
  /** As the table is called. */
  label: string
}

interface Pair {
  title: string
  long: List
  short: List
}

const pairs: readonly Pair[] = [
  {
    title: 'Members page',
    long: { path: '/organizations/acme-vision/members', label: 'members' },
    short: { path: '/organizations/willow-energy/members', label: 'members' },
  },
  {
    title: 'Service users page',
    long: { path: '/projects/edge-gateway/service-users', label: 'service users' },
    short: { path: '/projects/turbine-health/service-users', label: 'service users' },
  },
]

const measured = [
  ['keyToPaint', 'key to paint', 'ms'],
  ['keyToRows', 'key to last change', 'ms'],
  ['clickToPaint', 'sort: click to paint', 'ms'],
  ['clickToRows', 'sort: click to last change', 'ms'],
  ['frame', 'scrolling: frame', 'ms'],
  ['slowFrames', `scrolling: frames over ${slowFrameMs} ms`, '%'],
  ['incompleteFrames', 'scrolling: frames that lack rows', '%'],
  ['longestTask', 'longest of the tasks over 50 ms', 'ms'],
] as const satisfies readonly (readonly [string, string, Measure['unit']])[]

type Samples = Record<(typeof measured)[number][0], number[]>

/** Uses lists in a slowed-down Chromium: typing in the search, sorting by each column, scrolling to the end. */
export async function benchLists(demo: Demo): Promise<{ groups: Group[]; browser: string }> {
  const browser = await chromium.launch(config.use?.launchOptions)
  try {
    const context = await browser.newContext({ baseURL: demo.address, viewport: { width: 1440, height: 900 } })
    await context.addCookies([await signIn(demo, 'admin@example.com')])
    // What runs this file wraps each named function in a call of it, also those that are sent to the page.
    await context.addInitScript({ content: 'globalThis.__name = (named) => named' })
    await context.addInitScript(installProbe)
    const groups: Group[] = []
    for (const pair of pairs) groups.push(await compare(context, pair))
    return { groups, browser: `Chromium ${browser.version()}, slowed down ${throttling} times` }
  } finally {
    await browser.close()
  }
}

async function compare(context: BrowserContext, { title, long, short }: Pair): Promise<Group> {
  const subject = noSamples()
  const baseline = noSamples()
  let rows = [0, 0]
  // In turns, so that whatever else the machine does meets both.
  for (let round = 0; round < rounds; round += 1) {
    rows = [await visit(context, long, subject), await visit(context, short, baseline)]
  }
  return {
    title: `${title}: ${rows.map((count) => count.toLocaleString('en')).join(' rows against ')}`,
    measures: measured.map(([key, what, unit]) => ({ what, unit, subject: subject[key], baseline: baseline[key] })),
  }
}

function noSamples(): Samples {
  return Object.fromEntries(measured.map(([key]) => [key, []])) as unknown as Samples
}

/** Adds the samples of one visit. Returns how many rows the list has. */
async function visit(context: BrowserContext, { path, label }: List, samples: Samples): Promise<number> {
  const page = await context.newPage()
  await page.goto(path)
  const table = page.getByRole('table', { name: label })
  await table.and(page.locator('[aria-busy=false]')).waitFor()
  await page.waitForLoadState('networkidle')
  const rows = Number(await table.getAttribute('aria-rowcount')) - 1

  const client = await context.newCDPSession(page)
  await client.send('Emulation.setCPUThrottlingRate', { rate: throttling })
  await page.evaluate(() => window.probe.takeLongestTaskMs())
  await typeInSearch(page, samples)
  await sortByEachColumn(page, samples)
  await scroll(page, samples)
  samples.longestTask.push(await page.evaluate(() => window.probe.takeLongestTaskMs()))

  await page.close()
  return rows
}

async function typeInSearch(page: Page, samples: Samples): Promise<void> {
  const shown = await page.locator('tbody > tr > td:first-child').allInnerTexts()
  // Only what is on every keyboard, because other letters come without a key.
  const typable = shown.flatMap((name) => /^[\w -]{8,12}/.exec(name) ?? [])
  // Its first letters keep most of the rows, its last ones few.
  const name = typable[Math.floor(typable.length / 2)]
  if (name === undefined) throw new Error(`${page.url()} shows no name to search for`)
  await page.getByRole('searchbox').click()
  // The last key clears the search, which brings back all rows.
  for (const key of [...name.split(''), 'Escape']) {
    await page.keyboard.press(key === ' ' ? 'Space' : key)
    const { paintMs, settledMs } = await reactionOf(page)
    samples.keyToPaint.push(paintMs)
    samples.keyToRows.push(settledMs)
  }
}

async function sortByEachColumn(page: Page, samples: Samples): Promise<void> {
  for (const button of await page.locator('th > button').all()) {
    for (let turn = 0; turn < 2; turn += 1) {
      await button.click()
      const { paintMs, settledMs } = await reactionOf(page)
      samples.clickToPaint.push(paintMs)
      samples.clickToRows.push(settledMs)
    }
  }
}

function reactionOf(page: Page): Promise<Reaction> {
  return page.evaluate(() => window.probe.reaction())
}

/** Turns the wheel as often as a thousand rows need; a short list is at its end before, and shows what frames cost. */
async function scroll(page: Page, samples: Samples): Promise<void> {
  const scroller = page.locator('[role=region]:has(> table)')
  await scroller.hover()
  await page.evaluate(() => window.probe.startFrames())
  for (let scrolled = 0; scrolled < 42_000; scrolled += wheelPx) await page.mouse.wheel(0, wheelPx)
  const { frameMs, incomplete } = await page.evaluate(() => window.probe.stopFrames())
  const restPx = await scroller.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop)
  if (restPx > wheelPx) throw new Error(`${page.url()} is ${restPx} px from the end of its list`)

  const percent = (count: number) => (100 * count) / frameMs.length
  samples.frame.push(...frameMs)
  samples.slowFrames.push(percent(frameMs.filter((ms) => ms > slowFrameMs).length))
  samples.incompleteFrames.push(percent(incomplete))
}
