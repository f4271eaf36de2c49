import { addMonths, daysBetween, toDay } from '#contract/calendar.ts'
import { FREE_SUBSCRIPTION, type UpdateOrganization } from '#contract/organizations.ts'
import type { Tone } from '#src/components/state-badge.tsx'

export const subscriptionNames = [FREE_SUBSCRIPTION, 'starter', 'professional', 'enterprise'] as const

const SOON_DAYS = 30

/** The day of a text of the wire, which is a day or an instant. */
const dayOf = (text: string) => text.slice(0, 10)

export interface SubscriptionEnd {
  kind: 'ended' | 'soon' | 'later'
  /** `Ends in 18 days`, `Ended 5 months ago`. */
  text: string
  tone: Tone
  /** Midnight (UTC) of the first day without the subscription. */
  at: string
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' })

// In days for two months and in months for two years: "next year" would be anything from one to two years.
function inDaysOrMonths(days: number): string {
  if (Math.abs(days) < 60) return relative.format(days, 'day')
  const months = Math.trunc(days / 30.44)
  return Math.abs(months) < 24 ? relative.format(months, 'month') : relative.format(Math.trunc(months / 12), 'year')
}

/** How the end of a subscription stands to now; undefined when it has none or the server does not tell it. */
export function subscriptionEnd(end: string | null | undefined, now: Date): SubscriptionEnd | undefined {
  if (!end) return undefined
  const at = `${dayOf(end)}T00:00:00Z`
  const days = daysBetween(toDay(now), dayOf(end))
  if (days === 0) return { kind: 'ended', text: 'Ended today', tone: 'danger', at }
  if (days < 0) return { kind: 'ended', text: `Ended ${inDaysOrMonths(days)}`, tone: 'danger', at }
  const text = `Ends ${inDaysOrMonths(days)}`
  return days <= SOON_DAYS ? { kind: 'soon', text, tone: 'warning', at } : { kind: 'later', text, tone: 'neutral', at }
}

/** A free subscription runs a year from its start (document 002). */
export const freeUntil = (start: string) => addMonths(dayOf(start), 12)

/** What the dialog asks for; an end of `null` is none. */
export interface SubscriptionInput {
  subscription: string
  start: string
  end: string | null
}

export interface CurrentSubscription {
  subscription: string
  start: string | undefined
  end: string | null
}

/**
 * The body that changes a subscription, or undefined when nothing changes. Dates alone belong to the current
 * subscription; another name, or a start in the future, begins a new one. Free takes no end date.
 */
export function subscriptionChange(
  input: SubscriptionInput,
  current: CurrentSubscription,
  today: string,
): UpdateOrganization | undefined {
  const isFree = input.subscription === FREE_SUBSCRIPTION
  const start = { subscription_start_date: input.start }
  const end = isFree ? {} : { subscription_end_date: input.end }
  if (input.subscription !== current.subscription) return { subscription: input.subscription, ...start, ...end }
  const startChanged = input.start !== current.start
  if (startChanged && input.start > today) return { ...start, ...end }
  const endChanged = !isFree && input.end !== current.end
  if (!startChanged && !endChanged) return undefined
  return { ...(startChanged ? start : {}), ...(endChanged ? end : {}) }
}

/** Whether these values begin another subscription, which unless free needs an end. */
export const beginsSubscription = (input: SubscriptionInput, current: CurrentSubscription, today: string) =>
  input.subscription !== current.subscription || (input.start > today && input.start !== current.start)
