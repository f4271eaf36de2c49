/** Roles this much alike are pointed out: by share of what both give, or because so little tells them apart. */
const ALIKE_SHARE = 0.9
const FEW = 3

export interface ListedRole {
  name: string
  permissions: readonly string[]
}

export interface NearDuplicate {
  names: readonly [string, string]
  /** What only the first gives, and what only the second does; both empty for roles that give the same. */
  only: readonly [readonly string[], readonly string[]]
}

/** Whether roles of these sizes can be near-duplicates at all, before anybody looks at what they give. */
function canBeAlike(one: number, other: number): boolean {
  const [less, more] = one < other ? [one, other] : [other, one]
  return isAlike(less, more - less)
}

function isAlike(shared: number, different: number): boolean {
  if (shared === 0) return false
  // Two small roles differ by little whatever they give, so they must also have more in common than not.
  return shared / (shared + different) >= ALIKE_SHARE || (different <= FEW && shared > different)
}

/** Pairs of roles that give nearly the same, those with the fewest differences first. */
export function findNearDuplicates(roles: readonly ListedRole[]): NearDuplicate[] {
  const sets = roles.map(({ name, permissions }) => ({ name, permissions: new Set(permissions) }))
  const found: NearDuplicate[] = []
  for (const [index, one] of sets.entries()) {
    for (const other of sets.slice(index + 1)) {
      if (!canBeAlike(one.permissions.size, other.permissions.size)) continue
      const onlyOne = without(one.permissions, other.permissions)
      const onlyOther = without(other.permissions, one.permissions)
      if (isAlike(one.permissions.size - onlyOne.length, onlyOne.length + onlyOther.length))
        found.push({ names: [one.name, other.name], only: [onlyOne, onlyOther] })
    }
  }
  return found.sort((a, b) => differencesOf(a) - differencesOf(b))
}

const without = (names: ReadonlySet<string>, others: ReadonlySet<string>) =>
  [...names].filter((name) => !others.has(name))

const differencesOf = ({ only }: NearDuplicate) => only[0].length + only[1].length

export interface RoleSize {
  name: string
  default: boolean
  permission_count?: number | undefined
}

/**
 * The roles that may be a near-duplicate of another by their number of permissions, and so are worth reading. Two
 * default roles are none of them: nobody can change that.
 */
export function worthReading<Role extends RoleSize>(roles: readonly Role[]): Role[] {
  return roles.filter((role) => roles.some((other) => other !== role && canMatter(role, other)))
}

function canMatter(one: RoleSize, other: RoleSize): boolean {
  if (one.default && other.default) return false
  if (one.permission_count === undefined || other.permission_count === undefined) return true
  return canBeAlike(one.permission_count, other.permission_count)
}
