import { isPermission, type Permission, permissionCatalogue, permissionObjects } from '#contract/permissions.ts'
import { countGranted } from '../permission-matrix.ts'
import type { ComparedRole } from './compared-role.ts'

/** The permissions of one object, under a row of its own unless there is but one. */
export interface Section {
  object: string
  /** `deployments.versions.` of `deployments.versions.requests`; empty for a top-level object. */
  prefix: string
  leaf: string
  hasHeader: boolean
  permissions: readonly Permission[]
}

const sections: readonly Section[] = permissionObjects.map((object) => {
  const end = object.lastIndexOf('.') + 1
  const names = permissionCatalogue[object].map((verb) => `${object}.${verb}`).filter(isPermission)
  return {
    object,
    prefix: object.slice(0, end),
    leaf: object.slice(end),
    hasHeader: names.length > 1,
    permissions: names,
  }
})

export interface RowFilter {
  text: string
  onlyDifferences: boolean
}

/**
 * The permissions that match every word of the text and, where asked for, that not all of the roles give alike. What
 * differs as it is saved stays also when a staged change makes it alike: it must not vanish from under the pointer.
 */
export function filterSections(
  { text, onlyDifferences }: RowFilter,
  roles: readonly ComparedRole[],
): readonly Section[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && !onlyDifferences) return sections
  const matches = (name: Permission) => words.every((word) => name.includes(word))
  return sections.flatMap((section) => {
    const kept = section.permissions.filter((name) => matches(name) && (!onlyDifferences || differs(name, roles)))
    if (kept.length === section.permissions.length) return section
    return kept.length === 0 ? [] : { ...section, permissions: kept }
  })
}

function differs(name: Permission, roles: readonly ComparedRole[]): boolean {
  const given = countGiving(name, roles)
  if (given > 0 && given < roles.length) return true
  const isSaved = (role: ComparedRole) => role.granted.has(name) !== role.changed.has(name)
  return roles.some((role) => isSaved(role) !== isSaved(roles[0] ?? role))
}

const countGiving = (name: Permission, roles: readonly ComparedRole[]) =>
  roles.reduce((count, { granted }) => count + (granted.has(name) ? 1 : 0), 0)

export interface RowContext {
  roles: readonly ComparedRole[]
  /** Of each role, what its permissions are of little use without. */
  suggested: readonly ReadonlySet<string>[]
  /** Undefined: the person holds all, or nobody knows. */
  held: ReadonlySet<string> | undefined
}

/** What a cell shows; as a letter, so that a row is one text and compares at once. */
export type CellState = ' ' | 'g' | 'a' | 'r' | 's'

/** The cells of a permission, one letter per role: given, added, removed, suggested, or none of it. */
export function cellsOf(name: Permission, { roles, suggested }: RowContext): string {
  return roles
    .map(({ granted, changed }, column): CellState => {
      if (granted.has(name)) return changed.has(name) ? 'a' : 'g'
      if (changed.has(name)) return 'r'
      return suggested[column]?.has(name) ? 's' : ' '
    })
    .join('')
}

/** How many of the section's permissions each role gives: `3,0,5`. */
export const countsOf = ({ permissions: names }: Section, { roles }: RowContext): string =>
  roles.map(({ granted }) => countGranted(names, granted)).join(',')

/** Whether what the person does not hold bars it from being given. */
export const isForeign = (name: Permission, { held }: RowContext) => held !== undefined && !held.has(name)
