import type { ApiKeyType } from '#contract/account-service-users.ts'
import type { Profile } from '#contract/profiles.ts'
import { DomainError } from './errors.ts'

/** A person, by session cookie or by personal token. */
export interface Person {
  type: 'person'
  id: string
  email: string
  /** Operators of the installation may change subscriptions. */
  operator: boolean
  credential: { type: 'session' | 'personal_token'; id: string }
}

/** A service user of one project, by its token. */
export interface ServiceUserActor {
  type: 'service_user'
  id: string
  email: string
  organizationId: string
  projectId: string
  allowedCorsOrigins: readonly string[]
  credential: { type: 'service_user_token'; id: string }
}

/** A service user of an organization, by one of its API keys. */
export interface AccountServiceUserActor {
  type: 'account_service_user'
  id: string
  username: string
  organizationId: string
  organizationName: string
  profile: Profile
  keyType: ApiKeyType
  credential: { type: 'api_key'; id: string }
}

export type Actor = Person | ServiceUserActor | AccountServiceUserActor

/** The person who asks. Throws `service_user_forbidden` for a service user. */
export function personOf({ actor }: { actor: Actor }): Person {
  if (actor.type === 'person') return actor
  throw new DomainError('service_user_forbidden', 'Service users cannot use this part of the API')
}
