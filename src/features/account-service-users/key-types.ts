import type { AccountServiceUser, ApiKey, ApiKeyType } from '#contract/account-service-users.ts'

/** What a key of each type opens of what the profile allows, as `contract/api-keys.ts` has it. */
export const keyOpens: Readonly<Record<ApiKeyType, string>> = {
  MONITORING: 'Reads what the organization holds and uses.',
  PROVISIONING_READONLY: 'Reads projects, and the deployments, pipelines and buckets in them.',
  PROVISIONING: 'Reads projects and what is in them, and changes it unless the profile is Read only.',
  USER_MANAGEMENT: 'Lists the members, and adds, changes and removes them where the profile is Owner.',
}

const firstRequest: Readonly<Record<ApiKeyType, (organization: string) => string>> = {
  MONITORING: (organization) => `/v2.1/organizations/${organization}/resources`,
  PROVISIONING_READONLY: () => '/v2.1/projects',
  PROVISIONING: () => '/v2.1/projects',
  USER_MANAGEMENT: (organization) => `/v2.1/organizations/${organization}/users`,
}

interface KeyUse {
  username: string
  type: ApiKeyType
  organization: string
}

/** The file to download a key as. Neither usernames nor types have a character that file names do not. */
export function keyFile({ username, type }: KeyUse): { name: string; variable: string } {
  return { name: `${username}-${type.toLowerCase().replaceAll('_', '-')}.env`, variable: 'STEWARD_API_KEY' }
}

/** A first request with the key, to paste into a terminal; nothing in it needs quoting further. */
export function keySnippet(key: string, origin: string, { username, type, organization }: KeyUse): string {
  return `curl -u '${username}:${key}' ${origin}${firstRequest[type](organization)}`
}

/** What the types are called, of the keys that it holds. */
export function heldTypes({ apiKeys: { allowedApiKeyTypes, apiKeys } }: AccountServiceUser): string[] {
  const labels = new Map(allowedApiKeyTypes.map(({ name, displayName }) => [name, displayName]))
  return apiKeys.map(({ keyType }) => labels.get(keyType) ?? keyType)
}

/** The key of a type, masked. */
export function heldKey({ apiKeys }: AccountServiceUser, type: ApiKeyType): ApiKey | undefined {
  return apiKeys.apiKeys.find(({ keyType }) => keyType === type)
}
