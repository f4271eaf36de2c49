import { apiKeyTypes } from '#contract/account-service-users.ts'
import type { Credential } from '#contract/credentials.ts'
import { toDate } from '#src/lib/dates.ts'
import { DAY_MS, expiryState } from '#src/lib/expiry.ts'

/** A token of a project's service user that has not ended and is to end. */
export interface EndingToken {
  id: string
  name: string
  email: string
  project: string
  expiry_date: string
  creation_date: string
}

/** What it is called on the screen: a service user need not have a name. */
export const labelOf = ({ name, email }: Pick<Credential, 'name' | 'email'>) => name || email

/** Which of two of one name it is, while one takes over from the other. */
export function sideOf({ replaces, replaced_by }: Pick<Credential, 'replaces' | 'replaced_by'>): string | undefined {
  if (replaced_by !== undefined) return 'Old token'
  return replaces === undefined ? undefined : 'New token'
}

/** Its name among others of the page. */
export function distinctLabelOf(credential: Credential): string {
  const side = sideOf(credential)
  return side === undefined ? labelOf(credential) : `${labelOf(credential)}, ${side.toLowerCase()}`
}

const keyTypeNames = new Map<string, string>(apiKeyTypes.map(({ name, displayName }) => [name, displayName]))

export const keyTypeOf = ({ key_type }: Credential): string | undefined =>
  key_type === null ? undefined : (keyTypeNames.get(key_type) ?? key_type)

/** `Token`, or `API key, Monitoring`. */
export function kindOf(credential: Credential): string {
  const type = keyTypeOf(credential)
  if (credential.kind === 'service_user_token') return 'Token'
  return type === undefined ? 'API key' : `API key, ${type}`
}

export function asEndingToken({ project, expiry_date, ...credential }: Credential, now: Date): EndingToken | undefined {
  if (project === null || expiry_date === null) return undefined
  return expiryState(expiry_date, now).kind === 'live' ? { ...credential, project, expiry_date } : undefined
}

/** Why the end of it cannot be put off. */
export function whyNotExtend(credential: Credential, now: Date): string | undefined {
  if (credential.kind === 'api_key') return 'API keys do not expire'
  const state = expiryState(credential.expiry_date, now)
  if (state.kind === 'never') return 'It never expires'
  if (state.kind === 'expired') return 'Expired tokens cannot be extended; rotate it instead'
  if (credential.can_update) return undefined
  return `You need the permission service_users.update on ${credential.project}. An admin of the project or of its organization can grant it.`
}

/** The values of the filter by use. */
export const lastUseFilters = [
  { value: 'never', label: 'Never used' },
  { value: '90', label: 'Not for 90 days' },
] as const

/** What has never been used has not been used since it was created. */
export function matchesUse({ last_used, creation_date }: Credential, filter: string, now: Date): boolean {
  if (filter === 'never') return last_used === null
  const since = toDate(last_used ?? creation_date)
  return filter === '90' && since !== undefined && now.getTime() - since.getTime() >= 90 * DAY_MS
}
