import { type Permission, permissions } from '#contract/permissions.ts'
import type { AccountServiceUserActor } from '#server/actor.ts'

const PROVISIONED = /^(?:projects|(?:deployments|pipelines)(?:\.versions)?|buckets)\.([a-z]+)$/

const verbOf = (permission: Permission) => PROVISIONED.exec(permission)?.[1]
const readable = permissions.filter((permission) => ['list', 'get'].includes(verbOf(permission) ?? ''))
const provisioned = permissions.filter((permission) => verbOf(permission) !== undefined)

/** What an account service user may do in every project of its organization: what its key and its profile both allow. */
export function permissionsOfKey({
  keyType,
  profile,
}: Pick<AccountServiceUserActor, 'keyType' | 'profile'>): readonly Permission[] {
  if (keyType === 'MONITORING') return ['metrics.get']
  if (keyType === 'PROVISIONING' && profile !== 'READ_ONLY') return provisioned
  return keyType === 'PROVISIONING' || keyType === 'PROVISIONING_READONLY' ? readable : []
}
