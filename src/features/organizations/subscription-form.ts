import * as z from 'zod/mini'
import { day } from '#contract/common.ts'
import { createOrganizationBody, FREE_SUBSCRIPTION, type Organization } from '#contract/organizations.ts'
import { formatDay } from '#src/lib/dates.ts'
import { type CurrentSubscription, freeUntil } from './subscription.ts'

export const subscriptionForm = z
  .object({
    subscription: createOrganizationBody.shape.subscription,
    subscription_start_date: day,
    subscription_end_date: z.nullable(day),
    has_no_end: z.boolean(),
  })
  .check(
    z.refine(
      (body) => body.subscription === FREE_SUBSCRIPTION || body.has_no_end || body.subscription_end_date !== null,
      { message: 'Required unless the subscription is free', path: ['subscription_end_date'] },
    ),
  )
export type SubscriptionForm = z.output<typeof subscriptionForm>

export function currentOf(organization: Organization): CurrentSubscription {
  return {
    subscription: organization.subscription,
    start: organization.subscription_start_date?.slice(0, 10),
    end: organization.subscription_end_date?.slice(0, 10) ?? null,
  }
}

export function valuesOf(current: CurrentSubscription): SubscriptionForm {
  return {
    subscription: current.subscription,
    subscription_start_date: current.start ?? '',
    subscription_end_date: current.end,
    has_no_end: current.end === null && current.subscription !== FREE_SUBSCRIPTION,
  }
}

interface Draft {
  name: string
  start: string
  isFree: boolean
  begins: boolean
}

/** What saving would do, in a sentence or two. */
export function outcomeOf({ name, start, isFree, begins }: Draft, organization: Organization, today: string): string {
  if (!start || !name) return ''
  const until = isFree ? ` It runs for a year, until ${formatDay(freeUntil(start))}.` : ''
  if (!begins) return `Changes the dates of the present subscription.${until}`
  if (start <= today) return `Takes the place of ${organization.subscription} from ${formatDay(start)} on.${until}`
  const replaced = organization.scheduled_subscription
  return `${organization.subscription} goes on until ${name} takes over on ${formatDay(start)}.${until}${
    replaced ? ` This replaces ${replaced.subscription}, which is scheduled now.` : ''
  }`
}
