import { type Demo, signIn } from '../tools/demo.ts'
import type { Group } from './table.ts'

const turns = 40
const warmUps = 5

interface Request {
  path: string
  email: string
}

interface Comparison {
  title: string
  subject: Request
  baseline: Request
}

const admin = 'admin@example.com'
/** Has a role on a project and another one on a bucket in it, and is no admin. */
const member = 'member@example.com'

/** Asks the server over HTTP, one request after the other, the two sides of a comparison in turns. */
export async function benchApi(demo: Demo): Promise<Group[]> {
  const cookies = new Map<string, string>()
  for (const email of [admin, member]) {
    const { name, value } = await signIn(demo, email)
    cookies.set(email, `${name}=${value}`)
  }

  async function ask({ path, email }: Request) {
    const startedAt = performance.now()
    const answer = await fetch(`${demo.address}/v2.1${path}`, { headers: { cookie: cookies.get(email) ?? '' } })
    const body = await answer.arrayBuffer()
    const ms = performance.now() - startedAt
    if (!answer.ok) throw new Error(`${path} answered ${answer.status} to ${email}`)
    return { ms, kB: body.byteLength / 1000 }
  }

  const groups: Group[] = []
  for (const { title, subject, baseline } of comparisons(new Date())) {
    const samples = { subject: { ms: [], kB: [] } as Answers, baseline: { ms: [], kB: [] } as Answers }
    for (let turn = -warmUps; turn < turns; turn += 1) {
      const answers = { subject: await ask(subject), baseline: await ask(baseline) }
      if (turn < 0) continue
      for (const side of ['subject', 'baseline'] as const) {
        samples[side].ms.push(answers[side].ms)
        samples[side].kB.push(answers[side].kB)
      }
    }
    groups.push({
      title,
      measures: [
        { what: 'time', unit: 'ms', subject: samples.subject.ms, baseline: samples.baseline.ms },
        { what: 'size', unit: 'kB', subject: samples.subject.kB, baseline: samples.baseline.kB },
      ],
    })
  }
  return groups
}

interface Answers {
  ms: number[]
  kB: number[]
}

function comparisons(now: Date): Comparison[] {
  return [
    {
      title: 'List of members: 1,000 against 14',
      subject: { path: '/organizations/acme-vision/users', email: admin },
      baseline: { path: '/organizations/willow-energy/users', email: admin },
    },
    {
      title: 'Usage by day: 12 months against 1',
      subject: { path: usageOf(now, 12), email: admin },
      baseline: { path: usageOf(now, 1), email: admin },
    },
    {
      title: 'Deciding who may read a role: member with roles against admin',
      subject: { path: '/projects/defect-detection/roles/release-manager', email: member },
      baseline: { path: '/projects/defect-detection/roles/release-manager', email: admin },
    },
  ]
}

/** Of the whole months before this one. */
function usageOf(now: Date, months: number): string {
  const monthsAgo = (count: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count))
  const range = new URLSearchParams({
    interval: 'day',
    start_date: monthsAgo(months).toISOString(),
    end_date: monthsAgo(0).toISOString(),
  })
  return `/organizations/acme-vision/usage?${range}`
}
