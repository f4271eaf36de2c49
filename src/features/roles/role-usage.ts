import type { RoleListItem } from '#contract/roles.ts'
import { plural } from '#src/lib/plural.ts'

type UsedBy = NonNullable<RoleListItem['used_by']>

export function countHolders({ members, service_users, deployments }: UsedBy): number {
  return members + service_users + deployments
}

/** `3 members, 1 service user`, or `Nobody`. */
export function describeHolders({ members, service_users, deployments }: UsedBy): string {
  const parts = [
    members > 0 && plural(members, 'member'),
    service_users > 0 && plural(service_users, 'service user'),
    deployments > 0 && plural(deployments, 'deployment'),
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'Nobody' : parts.join(', ')
}

export const whyNoEdit = 'Default roles cannot be changed. Clone it to make one of your own.'
export const whyNoDelete = 'Default roles cannot be deleted.'

/** A free name for a copy: `deployer-copy`, `deployer-copy-2`. */
export const copyName = (name: string, taken: ReadonlySet<string>) => derivedName(name, 'copy', taken)

/** A free name made of another and a suffix; cut so that it keeps within the 64 characters of a name. */
export function derivedName(name: string, suffix: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? `-${suffix}` : `-${suffix}-${number}`
    const candidate = name.slice(0, 64 - end.length) + end
    if (!taken.has(candidate)) return candidate
  }
}
