import { addMonths } from '#contract/calendar.ts'
import { FREE_SUBSCRIPTION, type UpdateOrganization } from '#contract/organizations.ts'
import { DomainError } from '#server/errors.ts'
import type { Subscription } from './organizations.repository.ts'

const endRequired = () =>
  new DomainError('subscription_end_required', 'A subscription other than free needs an end date', {
    subscription_end_date: 'Required unless the subscription is free',
  })

const endNotCustom = () =>
  new DomainError(
    'subscription_end_not_custom',
    'A free subscription always runs for a year and cannot have an end date of its own',
    { subscription_end_date: 'Not for a free subscription' },
  )

function requireOrder<Term extends Subscription>(term: Term): Term {
  if (term.endDate !== null && term.endDate <= term.startDate) {
    throw new DomainError(
      'subscription_dates_reversed',
      `The subscription starts on ${term.startDate}, so it has to end on a later day`,
      { subscription_end_date: `Choose a day after ${term.startDate}` },
    )
  }
  return term
}

/**
 * A subscription from its first day on: a free one runs for a year, any other one to the end date it is given. `null`
 * is no end date of its own, which is what a free one has. Throws `subscription_end_required`, `subscription_end_not_custom` and `subscription_dates_reversed`.
 */
export function newSubscription(name: string, startDate: string, endDate: string | null | undefined): Subscription {
  if (name === FREE_SUBSCRIPTION) {
    if (endDate != null) throw endNotCustom()
    return requireOrder({ name, startDate, endDate: addMonths(startDate, 12) })
  }
  if (endDate == null) throw endRequired()
  return requireOrder({ name, startDate, endDate })
}

export const changesSubscription = (input: UpdateOrganization): boolean =>
  input.subscription != null || input.subscription_start_date != null || input.subscription_end_date !== undefined

/**
 * The subscription that an update asks for. With a start after `today` it is one to schedule, otherwise it takes the
 * place of the current one. Throws like {@link newSubscription}, and `subscription_start_required`.
 */
export function changedSubscription(input: UpdateOrganization, current: Subscription, today: string): Subscription {
  const { subscription: name, subscription_end_date: endDate } = input
  const startDate = input.subscription_start_date ?? undefined
  if (name != null) {
    if (startDate === undefined && name !== FREE_SUBSCRIPTION) {
      if (endDate == null) throw endRequired()
      throw new DomainError('subscription_start_required', 'A new subscription needs a start date', {
        subscription_start_date: 'Required unless the subscription is free',
      })
    }
    return newSubscription(name, startDate ?? today, endDate)
  }
  if (startDate !== undefined && startDate > today) return newSubscription(current.name, startDate, endDate)
  if (current.name === FREE_SUBSCRIPTION) {
    // Here `null` would delete the end that a free subscription always has.
    if (endDate === null) throw endNotCustom()
    return newSubscription(current.name, startDate ?? current.startDate, endDate)
  }
  return requireOrder({
    name: current.name,
    startDate: startDate ?? current.startDate,
    endDate: endDate === undefined ? current.endDate : endDate,
  })
}
