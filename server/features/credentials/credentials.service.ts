import type { Context } from '#server/context.ts'
import { requireOrganization } from '#server/features/access/access.service.ts'
import { type ApiKeyRow, listKeys } from '#server/features/account-service-users/api-keys.service.ts'
import { type ListedServiceUser, listServiceUsersIn } from '#server/features/service-users/service-users.service.ts'

export type { ApiKeyRow, ListedServiceUser }

export interface Credentials {
  tokens: ListedServiceUser[]
  keys: ApiKeyRow[]
}

/**
 * What opens the organization and the projects where the caller may list service users. Throws `not_found` unless the
 * caller is an active member.
 */
export async function listCredentials(context: Context, name: string): Promise<Credentials> {
  const organization = await requireOrganization(context, name)
  const tokens = await listServiceUsersIn(context, organization)
  const keys = await listKeys(context, organization)
  return { tokens, keys }
}
