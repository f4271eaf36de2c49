import type { OwnAccess } from '#contract/access.ts'
import { type Permission, permissions, sortPermissions } from '#contract/permissions.ts'
import { joinList, plural } from '#src/lib/plural.ts'
import { diffPermissions, type PermissionDiff } from '../permission-matrix.ts'
import { splitPermissions } from '../role-view.ts'
import type { TaggedRole } from '../roles.queries.ts'
import { applyStage, changedByOthers, type SavedRole, type Stage } from './staging.ts'

/** What the person may do, as far as the server tells; a server that does not tell leaves nothing disabled. */
export interface Rights {
  canCreate: boolean
  canUpdate: boolean
  /** Undefined: all of them, or unknown. */
  held: ReadonlySet<string> | undefined
}

export function rightsOf(access: OwnAccess | undefined): Rights {
  if (!access || access.organization_admin) return { canCreate: true, canUpdate: true, held: undefined }
  const held = new Set(access.permissions)
  return { canCreate: held.has('roles.create'), canUpdate: held.has('roles.update'), held }
}

/** A column of the comparison. */
export interface ComparedRole extends SavedRole {
  isDefault: boolean
  /** Given by the role, but in no catalogue of this dashboard. */
  unknown: readonly string[]
  etag: string | undefined
  /** What it would give with the staged changes. */
  draft: readonly Permission[]
  granted: ReadonlySet<string>
  changes: PermissionDiff
  changed: ReadonlySet<string>
  /** What others changed while changes are staged here. */
  theirs: PermissionDiff | undefined
  /** Why it cannot be changed here. */
  lockedReason: string | undefined
}

const none: PermissionDiff = { added: [], removed: [] }
const nothing: ReadonlySet<string> = new Set()

// Most columns stay as they are when one is toggled: what follows from the answer alone is worked out once.
const parts = new WeakMap<TaggedRole, { saved: Permission[]; unknown: string[]; granted: ReadonlySet<string> }>()

function partsOf(tagged: TaggedRole) {
  const cached = parts.get(tagged)
  if (cached) return cached
  const { known, unknown } = splitPermissions(tagged.role)
  const fresh = { saved: known, unknown, granted: new Set(known) }
  parts.set(tagged, fresh)
  return fresh
}

export function toComparedRole(tagged: TaggedRole, stage: Stage | undefined, rights: Rights): ComparedRole {
  const { role, etag } = tagged
  const { saved, unknown, granted } = partsOf(tagged)
  const draft = applyStage(saved, stage)
  const changes = stage ? diffPermissions(saved, draft) : none
  return {
    id: role.id,
    name: role.name,
    isDefault: role.default,
    saved,
    unknown,
    etag,
    draft,
    granted: stage ? new Set(draft) : granted,
    changes,
    changed: stage ? new Set([...changes.added, ...changes.removed]) : nothing,
    theirs: stage && changedByOthers(saved, stage),
    lockedReason: whyLocked(role.default, unknown, saved, rights),
  }
}

function whyLocked(
  isDefault: boolean,
  unknown: readonly string[],
  saved: readonly string[],
  { canUpdate, held }: Rights,
): string | undefined {
  if (isDefault) return 'Default roles cannot be changed.'
  if (!canUpdate) return 'You need the permission roles.update to change roles.'
  if (unknown.length > 0) return `It also gives ${joinList(unknown)}, which this dashboard does not know.`
  const foreign = held ? saved.filter((name) => !held.has(name)) : []
  return foreign.length === 0 ? undefined : `It gives ${someOf(foreign)}, which you do not hold yourself.`
}

const NAMED = 4

/** `a, b, c, d, and 12 more` */
export function someOf(names: readonly string[]): string {
  if (names.length <= NAMED + 1) return joinList(names)
  return joinList([...names.slice(0, NAMED), plural(names.length - NAMED, 'more', 'more')])
}

/** What all of the roles give together. */
export const unionOf = (roles: readonly ComparedRole[]): Permission[] =>
  sortPermissions(roles.flatMap(({ draft }) => draft))

/** What each of the roles gives. */
export const intersectionOf = (roles: readonly ComparedRole[]): Permission[] =>
  roles.length === 0 ? [] : permissions.filter((name) => roles.every(({ granted }) => granted.has(name)))
