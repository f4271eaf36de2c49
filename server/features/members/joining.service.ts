import type { Person } from '#server/actor.ts'
import { recordChange } from '#server/audit.ts'
import type { Context, PublicContext } from '#server/context.ts'
import * as repository from './joining.repository.ts'

/** A member, active or invited, who stays as they are until the transaction ends; undefined when there is none. */
export const lockMember = (
  { db }: PublicContext,
  organizationId: string,
  accountId: string,
): Promise<repository.Membership | undefined> => repository.lockMember(db, organizationId, accountId)

/** The caller has accepted an invitation: from now on the roles they were given in this organization count. */
export async function activateMember(context: Context<Person>, organizationId: string): Promise<void> {
  const { id, email } = context.actor
  await repository.setActive(context.db, organizationId, id)
  await recordChange(context, {
    organizationId,
    objectType: 'organization_users',
    objectId: id,
    objectName: email,
    before: { email, status: 'invited' },
    after: { email, status: 'active' },
  })
}
