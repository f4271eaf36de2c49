import * as contract from '#contract/credentials.ts'
import type { Router } from '#server/route.ts'
import { toOffsetTimestamp } from '#server/wire-format.ts'
import * as service from './credentials.service.ts'

export function credentialsRoutes(router: Router): void {
  router.handle(contract.listCredentials, async (context, { params }) => {
    const { tokens, keys } = await service.listCredentials(context, params.organization)
    return [...tokens.map(toToken), ...keys.map(toKey)]
  })
}

const toToken = ({ row, scope }: service.ListedServiceUser): contract.Credential => ({
  kind: 'service_user_token',
  id: row.id,
  name: row.name,
  email: row.email,
  project: scope.projectName,
  username: null,
  key_type: null,
  creation_date: toOffsetTimestamp(row.createdAt),
  last_used: row.tokenLastUsedAt ? toOffsetTimestamp(row.tokenLastUsedAt) : null,
  expiry_date: row.expiresAt ? toOffsetTimestamp(row.expiresAt) : null,
  ...(row.replaces === null ? {} : { replaces: row.replaces }),
  ...(row.replacedBy === null ? {} : { replaced_by: row.replacedBy }),
  can_update: scope.can('service_users.update'),
})

const toKey = (row: service.ApiKeyRow): contract.Credential => ({
  kind: 'api_key',
  id: row.id,
  name: row.username,
  email: row.email,
  project: null,
  username: row.username,
  key_type: row.type,
  creation_date: toOffsetTimestamp(row.createdAt),
  last_used: row.lastUsedAt ? toOffsetTimestamp(row.lastUsedAt) : null,
  expiry_date: null,
  can_update: false,
})
