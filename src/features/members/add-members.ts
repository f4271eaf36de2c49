import { email as emailSchema } from '#contract/common.ts'
import type { Member } from '#contract/members.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { splitChips } from '#src/lib/chips.ts'
import { stopsAll } from './stops-all.ts'

/**
 * The e-mail addresses in what was typed or pasted: a list, a CSV, or `Ada Lovelace <ada@example.org>`. Names and
 * headings beside addresses are left out. What could be a mistyped address is kept, so that the mistake stays in sight.
 */
export function parseEmails(text: string): string[] {
  const lines = text
    // A name before an address may hold commas of its own.
    .replaceAll(/"[^"]*"(?=\s*<)/g, ' ')
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
  const found = lines.map((line, index) => {
    // In a table the cells beside an address are names and the like; in a list on one line they are entries.
    if (lines.length > 1 && line.includes('@')) return addressesIn(line)
    if (index === 0 && lines.length > 1 && /e-?mail|address/i.test(line)) return []
    return line
      .split(/[,;]/)
      .map((entry) => entry.trim())
      .flatMap((entry) => (entry.includes('@') ? addressesIn(entry) : splitChips(entry)))
  })
  return found.flat()
}

const addressesIn = (text: string) =>
  splitChips(text)
    .filter((part) => part.includes('@'))
    .map((part) => part.replace(/^mailto:/i, ''))

const sameAddress = (email: string) => email.toLowerCase()

export const addressesOf = (members: readonly Member[]): ReadonlySet<string> =>
  new Set(members.map(({ email }) => sameAddress(email)))

/** What is wrong with an address on its own, for its chip. */
export function emailProblem(email: string, members: ReadonlySet<string>): string | undefined {
  if (members.has(sameAddress(email))) return 'Already a member'
  const parsed = emailSchema.safeParse(email)
  return parsed.success ? undefined : (parsed.error.issues[0]?.message ?? 'Not a valid e-mail address')
}

/** One line of the dry run: what adding this address would do. */
export interface PlanRow {
  email: string
  outcome: 'create' | 'none' | 'refused'
  reason?: string
}

/** What would happen to each address, in the order given. Nothing is sent. */
export function planAdding(emails: readonly string[], members: ReadonlySet<string>): PlanRow[] {
  const seen = new Set<string>()
  return emails.map((email): PlanRow => {
    const key = sameAddress(email)
    const isRepeated = seen.has(key)
    seen.add(key)
    if (isRepeated) return { email, outcome: 'none', reason: 'Given twice, added once' }
    if (members.has(key)) return { email, outcome: 'none', reason: 'Already a member; rights and roles stay' }
    const problem = emailProblem(email, members)
    return problem === undefined ? { email, outcome: 'create' } : { email, outcome: 'refused', reason: problem }
  })
}

/** How far adding one address has come. */
export interface AddOutcome {
  email: string
  /** The same for each attempt, so that an attempt whose answer was lost is not made twice. */
  idempotencyKey: string
  state: 'waiting' | 'added' | 'none' | 'failed'
  /** Set as soon as the person is a member, also where the role then failed. */
  member?: Member
  error?: unknown
}

export interface AddSteps {
  add: (email: string, idempotencyKey: string) => Promise<Member>
  /** Undefined when no role is to be assigned. */
  assign: ((member: Member) => Promise<unknown>) | undefined
}

/**
 * Adds the people of those outcomes that are waiting or have failed, one after another; a refusal stops only its own.
 * Throws when nobody is signed in any more or the server is away, since then no other would fare better.
 * @param onChange is told each outcome with its place
 */
export async function addAll(
  outcomes: readonly AddOutcome[],
  steps: AddSteps,
  onChange: (index: number, outcome: AddOutcome) => void,
  signal: AbortSignal,
): Promise<AddOutcome[]> {
  const results = [...outcomes]
  for (const [index, outcome] of outcomes.entries()) {
    if (signal.aborted) break
    if (outcome.state === 'added' || outcome.state === 'none') continue
    const result = await addOne(outcome, steps)
    results[index] = result
    onChange(index, result)
    if (result.state === 'failed' && stopsAll(result.error)) throw result.error
  }
  return results
}

async function addOne({ email, idempotencyKey, member: known }: AddOutcome, steps: AddSteps): Promise<AddOutcome> {
  const base = { email, idempotencyKey }
  let member = known
  try {
    member ??= await steps.add(email, idempotencyKey)
    await steps.assign?.(member)
    return { ...base, member, state: 'added' }
  } catch (error) {
    if (isRefusal(error, 'member_exists')) return { ...base, state: 'none' }
    return { ...base, state: 'failed', error, ...(member ? { member } : {}) }
  }
}

/** New to the system: they need a link to set a password. */
export const needsInvitation = ({ status }: Member) => status === 'invited'
