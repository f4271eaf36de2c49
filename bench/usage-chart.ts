import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { addDays, addMonths, dayBuckets, daysBetween, toDay } from '../contract/calendar.ts'
import { usageSeries } from '../contract/usage.ts'
import type { UsageRecord } from '../contract/usage-records.ts'
import config from '../playwright.config.ts'
import { type Demo, signIn } from '../tools/demo.ts'
import { installProbe, type Reaction } from './probe.ts'
import type { Group, Limit, Measure } from './table.ts'

/** How many times as long everything of the page takes. */
const throttling = 4
const rounds = 15
const years = 5
const fewDays = 30
const toChooseMs = 500
const organization = 'charted'
const projects = Array.from({ length: 5 }, (_, index) => `${organization}-${index + 1}`)

const views = [
  { title: 'Usage chart, by type of object', split: '' },
  { title: 'Usage chart, five projects', split: 'project' },
]

const measured = [
  ['clickToChart', 'from months to days: click to drawn chart', 'ms'],
  ['clickToAll', 'and to the last change of the page', 'ms'],
  ['clickAgain', 'once it is loaded: click to drawn chart', 'ms'],
  ['keyToMetric', 'other metric: key to drawn chart', 'ms'],
  ['keyBack', 'and back to one that is loaded', 'ms'],
  ['longestTask', 'longest of the tasks over 50 ms', 'ms'],
] as const satisfies readonly (readonly [string, string, Measure['unit']])[]

const limits: Partial<Record<(typeof measured)[number][0], Limit>> = {
  clickToChart: { median: 400 },
  clickAgain: { median: 400 },
  keyToMetric: { median: 200 },
  keyBack: { median: 200 },
}

type Samples = Record<(typeof measured)[number][0], number[]>

/** Draws five years of days in a slowed-down Chromium, held against a month of them. */
export async function benchUsageChart(demo: Demo): Promise<Group[]> {
  const browser = await chromium.launch(config.use?.launchOptions)
  try {
    const context = await browser.newContext({ baseURL: demo.address, viewport: { width: 1440, height: 900 } })
    await context.addCookies([await signIn(demo, 'admin@example.com')])
    const end = addDays(toDay(new Date()), 1)
    const start = addMonths(end, -12 * years)
    await createUsage(context, start, end)
    // What runs this file wraps each named function in a call of it, also those that are sent to the page.
    await context.addInitScript({ content: 'globalThis.__name = (named) => named' })
    await context.addInitScript(installProbe)
    const groups: Group[] = []
    for (const { title, split } of views) {
      const subject = noSamples()
      const baseline = noSamples()
      // In turns, so that whatever else the machine does meets both.
      for (let round = 0; round < rounds; round += 1) {
        await visit(context, addressOf(start, end, split), subject)
        await visit(context, addressOf(addDays(end, -fewDays), end, split), baseline)
      }
      groups.push({
        title: `${title}: ${daysBetween(start, end).toLocaleString('en')} days against ${fewDays}`,
        measures: measured.map(([key, what, unit]) => ({
          what,
          unit,
          subject: subject[key],
          baseline: baseline[key],
          ...(limits[key] && { limit: limits[key] }),
        })),
      })
    }
    return groups
  } finally {
    await browser.close()
  }
}

function noSamples(): Samples {
  return Object.fromEntries(measured.map(([key]) => [key, []])) as unknown as Samples
}

/** An organization of five projects, each with a deployment and a pipeline that are used every day. */
async function createUsage(context: BrowserContext, start: string, end: string): Promise<void> {
  await post(context, 'organizations', { name: organization, subscription: 'free' })
  for (const [index, project] of projects.entries()) {
    await post(context, 'projects', { name: project, organization_name: organization })
    for (const kind of ['deployments', 'pipelines']) {
      await post(context, `projects/${project}/${kind}`, { name: 'used', input_type: 'plain', output_type: 'plain' })
      await post(context, `projects/${project}/${kind}/used/versions`, { version: 'v1' })
    }
    const records = dayBuckets({ start, end }).flatMap(({ start: day }, position) =>
      usageSeries.map(
        (series, place): UsageRecord => ({
          ...series,
          object: 'used',
          version: 'v1',
          timestamp: `${day}T00:00:00Z`,
          value: 1000 * (place + 1) + ((position * 7919 + index * 104_729) % 9000) / 10,
        }),
      ),
    )
    await post(context, `projects/${project}/usage`, { batch_id: 'all days', records })
  }
}

async function post(context: BrowserContext, path: string, data: object): Promise<void> {
  const answer = await context.request.post(`/v2.1/${path}`, { headers: { 'sec-fetch-site': 'same-origin' }, data })
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`)
}

function addressOf(start: string, end: string, split: string): string {
  const search = new URLSearchParams({
    range: 'custom',
    from: start,
    to: addDays(end, -1),
    interval: 'month',
    metric: 'input_volume',
    ...(split === '' ? {} : { split }),
  })
  return `/organizations/${organization}/usage?${search.toString()}`
}

/** Adds the samples of one visit, which has loaded the months and nothing of the days. */
async function visit(context: BrowserContext, address: string, samples: Samples): Promise<void> {
  const page = await context.newPage()
  await page.goto(address)
  await waitForChart(page, 'Input volume by month')
  await page.waitForLoadState('networkidle')
  const client = await context.newCDPSession(page)
  await client.send('Emulation.setCPUThrottlingRate', { rate: throttling })
  await page.evaluate(() => window.probe.takeLongestTaskMs())

  const choose = (interval: string) => page.locator(`input[type=radio][value=${interval}]`).click()
  const first = await reactionOf(page, 'Input volume by day', () => choose('day'))
  samples.clickToChart.push(first.drawnMs)
  samples.clickToAll.push(first.settledMs)
  await reactionOf(page, 'Input volume by month', () => choose('month'))
  samples.clickAgain.push((await reactionOf(page, 'Input volume by day', () => choose('day'))).drawnMs)
  await page.getByLabel('Metric').focus()
  // A person needs a moment to choose, in which what is near is asked for.
  await page.waitForTimeout(toChooseMs)
  const press = (key: string) => page.keyboard.press(key)
  samples.keyToMetric.push((await reactionOf(page, 'Output volume by day', () => press('ArrowDown'))).drawnMs)
  samples.keyBack.push((await reactionOf(page, 'Input volume by day', () => press('ArrowUp'))).drawnMs)
  samples.longestTask.push(await page.evaluate(() => window.probe.takeLongestTaskMs()))
  await page.close()
}

async function reactionOf(page: Page, chart: string, act: () => Promise<void>): Promise<Reaction> {
  await act()
  // The page can be at rest before that, while it waits for an answer.
  await waitForChart(page, chart)
  return page.evaluate(() => window.probe.reaction())
}

/** By a look at one element in each frame: looking by role would itself take the page's time. */
async function waitForChart(page: Page, label: string): Promise<void> {
  await page.waitForFunction(
    (start) => document.querySelector(`figure[aria-label^="${start}"] svg path`) !== null,
    `${label},`,
  )
}
