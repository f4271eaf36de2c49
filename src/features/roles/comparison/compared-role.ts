import { type Permission, permissions, sortPermissions } from '#contract/permissions.ts'
import { joinList } from '#src/lib/plural.ts'
import { diffPermissions, type PermissionDiff } from '../permission-matrix.ts'
import { type Rights, whyNoChanging } from '../role-rights.ts'
import { splitPermissions } from '../role-view.ts'
import type { TaggedRole } from '../roles.queries.ts'
import { applyStage, changedByOthers, type SavedRole, type Stage } from './staging.ts'

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
  rights: Rights,
): string | undefined {
  if (isDefault) return 'Default roles cannot be changed.'
  const reason = whyNoChanging(rights, saved)
  if (reason !== undefined || unknown.length === 0) return reason
  return `It also gives ${joinList(unknown)}, which this dashboard does not know.`
}

/** What all of the roles give together. */
export const unionOf = (roles: readonly ComparedRole[]): Permission[] =>
  sortPermissions(roles.flatMap(({ draft }) => draft))

/** What each of the roles gives. */
export const intersectionOf = (roles: readonly ComparedRole[]): Permission[] =>
  roles.length === 0 ? [] : permissions.filter((name) => roles.every(({ granted }) => granted.has(name)))
