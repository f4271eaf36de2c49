import AxeBuilder from '@axe-core/playwright'
import { test as base, type ConsoleMessage, expect, type Page } from '@playwright/test'
import { baseURL, demoPassword } from './settings.ts'

export { expect }

interface Guard {
  /** The journey provokes refusals of these statuses; the browser's own note of them is no fault. */
  expectRefusals: (...statuses: number[]) => void
  /** The journey cuts connections; the browser's own note of that is no fault. */
  expectLostAnswers: () => void
}

export interface Fixtures {
  guard: Guard
  /** A browser of its own for a second person, watched like the first. */
  second: { page: Page; guard: Guard }
}

/** People of the sample world, by what they may do. */
export const people = {
  /** Admin of acme-vision; may create organizations, as anybody may. */
  admin: 'admin@example.com',
  /** Plain member of acme-vision. */
  member: 'member@example.com',
  /** Project admin of defect-detection, plain member of acme-vision. */
  lead: 'lead@example.com',
  operator: 'operator@example.com',
  /** In no organization. */
  newcomer: 'newcomer@example.com',
} as const

/** Playwright's test, failing on any console error, unhandled rejection, policy violation or axe finding. */
export const test = base.extend<Fixtures>({
  guard: [
    async ({ page }, use) => {
      const { guard, finish } = await watch(page)
      await use(guard)
      await finish()
    },
    { auto: true },
  ],
  second: async ({ browser }, use) => {
    const context = await browser.newContext({ baseURL, reducedMotion: 'reduce' })
    const page = await context.newPage()
    const { guard, finish } = await watch(page)
    await use({ page, guard })
    await finish()
    await context.close()
  },
})

/** Collects what goes wrong on the page from now on; `finish` fails on it. */
async function watch(page: Page): Promise<{ guard: Guard; finish: () => Promise<void> }> {
  const faults: string[] = []
  const allowed = new Set<number>()
  let areAnswersLost = false
  page.on('console', (message) => {
    if (message.type() !== 'error' || isAllowedRefusal(message, allowed)) return
    if (areAnswersLost && message.text().startsWith('Failed to load resource: net::ERR_')) return
    faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`page error: ${error.stack ?? error.message}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
    })
  })
  const guard: Guard = {
    expectRefusals: (...statuses) => statuses.forEach((status) => allowed.add(status)),
    expectLostAnswers: () => {
      areAnswersLost = true
    },
  }
  const finish = async () => {
    // A page that the journey has left for good, or closed, was looked at on the way.
    if (!page.isClosed() && page.url().startsWith(baseURL)) await expectAccessible(page)
    expect(faults).toEqual([])
  }
  return { guard, finish }
}

function isAllowedRefusal(message: ConsoleMessage, allowed: ReadonlySet<number>): boolean {
  const status = /^Failed to load resource: the server responded with a status of (\d{3})/.exec(message.text())?.[1]
  return status !== undefined && allowed.has(Number(status))
}

/** The rules that look at colours; all others find in one scheme what they find in the other. */
const colourRules = ['color-contrast', 'link-in-text-block']

/** In the place of half a megabyte of script, which the first look at the page has left in it. */
const alreadyThere = ';'

/** Axe finds nothing on the page as it stands, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // The page hears of it with its next frame; before that axe would look at the other scheme.
    await page.waitForFunction(
      (scheme) => (document.documentElement.dataset.mantineColorScheme ?? scheme) === scheme,
      colorScheme,
    )
    await page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      // What turns without an end, as long as something is under way, is never finished.
      const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
      await Promise.allSettled(ending.map((animation) => animation.finished))
    })
    // The pages have no frames of other origins, for which alone the slower way with a second page is made.
    // Describing what has passed would take longer than finding what has not.
    const isFirst = colorScheme === 'light'
    const axe = new AxeBuilder(isFirst ? { page } : { page, axeSource: alreadyThere })
      .setLegacyMode()
      .options({ resultTypes: ['violations'] })
    const { violations } = await (isFirst ? axe : axe.withRules(colourRules)).analyze()
    const findings = violations.map(({ id, help, nodes }) => ({
      scheme: colorScheme,
      id,
      help,
      nodes: nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`),
    }))
    expect(findings).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: 'reduce' })
}

/** The page itself does not scroll sideways, whatever of it does. */
export async function expectPageToFit(page: Page): Promise<void> {
  const [needed, given] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return [scrollWidth, clientWidth]
  })
  expect(needed, `width that ${page.url()} needs`).toBe(given)
}

let counter = 0
/** A name that no other test uses, also not one of an earlier run against the same server. */
export function uniqueName(prefix: string): string {
  counter += 1
  return `${prefix}-${Date.now().toString(36)}-${process.pid.toString(36)}-${counter}`
}

/** Calls the API with the page's own session, as the dashboard would. */
export async function callApi<Answer = unknown>(
  page: Page,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  data?: unknown,
): Promise<Answer> {
  const answer = await page.request.fetch(path, {
    method,
    headers: { origin: baseURL, accept: 'application/json', 'content-type': 'application/json' },
    ...(data === undefined ? {} : { data }),
  })
  if (!answer.ok()) throw new Error(`${method} ${path} answered ${answer.status()}: ${await answer.text()}`)
  return (answer.status() === 204 ? undefined : await answer.json()) as Answer
}

/** Signs in without the form. Whoever was signed in before is not any more. */
export async function signIn(page: Page, email: string, password = demoPassword): Promise<void> {
  // What an open page has asked for would be refused to who has been signed out.
  if (page.url() !== 'about:blank') await page.waitForLoadState('networkidle')
  await callApi(page, 'POST', '/v2.1/session', { email, password })
}

/** Signs in and makes an organization of the test's own, so that tests do not meet. */
export async function signInToOwnOrganization(page: Page, email: string = people.admin): Promise<string> {
  await signIn(page, email)
  const name = uniqueName('journey')
  await callApi(page, 'POST', '/v2.1/organizations', { name, subscription: 'free' })
  return name
}

export async function createProject(page: Page, organization: string): Promise<string> {
  const name = uniqueName('project')
  await callApi(page, 'POST', '/v2.1/projects', { name, organization_name: organization, advanced_permissions: false })
  return name
}

/** Takes the token from the dialog and closes it as a careful reader would. */
export async function takeToken(page: Page, title: string): Promise<string> {
  const dialog = page.getByRole('dialog', { name: title })
  const token = await dialog.getByLabel('Token', { exact: true }).inputValue()
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Download as .env' }).click()
  await (await download).delete()
  await dialog.getByLabel('I have stored it').check()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(dialog).toBeHidden()
  return token
}
