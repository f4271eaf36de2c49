import type { Db } from '#server/db/pool.ts'
import * as repository from './account-service-users.repository.ts'

/**
 * The person administers no service user of the organization any more, for they leave it or can only read from now on.
 * What nobody else administers stays with the owners.
 * @returns the usernames of what they administered
 */
export const endAdministration = (db: Db, organizationId: string, accountId: string): Promise<string[]> =>
  repository.removeAdministrator(db, organizationId, accountId)
