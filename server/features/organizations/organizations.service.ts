import { uuidv7 } from 'uuidv7'
import { toDay } from '#contract/calendar.ts'
import type { CreateOrganization, UpdateOrganization } from '#contract/organizations.ts'
import { personOf } from '#server/actor.ts'
import { recordChange } from '#server/audit.ts'
import { type Context, requireMatch } from '#server/context.ts'
import { DomainError, isUniqueViolation, notFound } from '#server/errors.ts'
import * as access from '#server/features/access/access.service.ts'
import * as members from '#server/features/members/members.service.ts'
import * as repository from './organizations.repository.ts'
import { changedSubscription, changesSubscription, newSubscription } from './subscription-rules.ts'

export type { OrganizationRow, ResourceCounts } from './organizations.repository.ts'

export interface Organization extends repository.OrganizationRow {
  /** The subscription that takes over on a day to come. */
  scheduled: repository.Subscription | null
}

const nameTaken = () =>
  new DomainError('organization_name_taken', 'An organization with this name exists', { name: 'Already in use' })

/** The organizations in which the caller is an active member, by name. */
export async function listOrganizations(context: Context): Promise<repository.OrganizationRow[]> {
  return repository.findOrganizations(context.db, personOf(context).id, toDay(context.now))
}

/** Makes the caller the first admin. Throws `organization_name_taken` and the refusals of a subscription's dates. */
export async function createOrganization(
  context: Context,
  input: CreateOrganization,
): Promise<repository.OrganizationRow> {
  const founder = personOf(context)
  const today = toDay(context.now)
  const subscription = newSubscription(input.subscription, today, input.subscription_end_date)
  const organization = { id: uuidv7(), name: input.name, createdAt: context.now }
  if (!(await repository.insertOrganization(context.db, organization))) throw nameTaken()
  await repository.replaceSubscription(context.db, organization.id, subscription, today)
  await members.addFounder(context, organization.id, founder.id)
  const created = { ...organization, revision: 1, admin: true, subscription }
  await recordChange(context, {
    organizationId: created.id,
    objectType: 'organizations',
    objectId: created.id,
    objectName: created.name,
    after: auditable({ ...created, scheduled: null }),
  })
  return created
}

/** Throws `not_found` unless the caller is an active member. */
export async function getOrganization(context: Context, name: string): Promise<Organization> {
  const { organizationId } = await access.requireOrganization(context, name)
  return readOrganization(context, organizationId)
}

async function readOrganization(context: Context, organizationId: string): Promise<Organization> {
  const today = toDay(context.now)
  const row = await repository.findOrganization(context.db, personOf(context).id, organizationId, today)
  if (!row) throw notFound()
  const scheduled = await repository.findScheduledSubscription(context.db, organizationId, today)
  return { ...row, scheduled: scheduled ?? null }
}

/**
 * Renames it (its admins), changes or schedules its subscription (operators, be they members or not), or both (operators
 * among its admins) or nothing. Throws `not_found`, `forbidden`, `subscription_operator_only`, `organization_name_taken`,
 * `stale` and the refusals of a subscription's dates.
 */
export async function updateOrganization(
  context: Context,
  name: string,
  input: UpdateOrganization,
): Promise<Organization> {
  const isChangingSubscription = changesSubscription(input)
  const isForOperator = isChangingSubscription && input.name == null && personOf(context).operator
  const { organizationId } = isForOperator
    ? await access.lockOrganizationAsOperator(context, name)
    : await access.lockOrganizationAsAdmin(context, name)
  const before = await readOrganization(context, organizationId)
  requireMatch(context, before)
  const today = toDay(context.now)
  const newName = input.name ?? before.name
  if (isChangingSubscription) {
    if (!personOf(context).operator) {
      throw new DomainError(
        'subscription_operator_only',
        'Only operators of this installation can change a subscription',
      )
    }
    const subscription = changedSubscription(input, before.subscription, today)
    await repository.replaceSubscription(context.db, organizationId, subscription, today)
  }
  if (newName === before.name && !isChangingSubscription) return before

  try {
    await repository.updateOrganization(context.db, organizationId, newName)
  } catch (error) {
    if (isUniqueViolation(error, 'organizations_name_key')) throw nameTaken()
    throw error
  }
  const after = await readOrganization(context, organizationId)
  await recordChange(context, {
    organizationId,
    objectType: 'organizations',
    objectId: organizationId,
    objectName: after.name,
    before: auditable(before),
    after: auditable(after),
  })
  return after
}

/** Throws `not_found` unless the caller is an active member. */
export async function countResources(context: Context, name: string): Promise<repository.ResourceCounts> {
  const { organizationId } = await access.requireOrganization(context, name)
  const counts = await repository.countResources(context.db, organizationId)
  if (!counts) throw notFound()
  return counts
}

/** The subscription of today: the latest one that has started. Throws `not_found` when the organization has none. */
export async function requireCurrentSubscription(
  context: Context,
  organizationId: string,
): Promise<repository.Subscription> {
  const current = await repository.findCurrentSubscription(context.db, organizationId, toDay(context.now))
  if (!current) throw notFound()
  return current
}

function auditable({ name, subscription, scheduled }: Organization) {
  return {
    name,
    subscription: subscription.name,
    subscription_start_date: subscription.startDate,
    subscription_end_date: subscription.endDate,
    scheduled_subscription: scheduled && {
      subscription: scheduled.name,
      start_date: scheduled.startDate,
      end_date: scheduled.endDate,
    },
  }
}
