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

/** Of each section, by its object, what the cells of its rows show: a line of `countsOf`, and one of `cellsOf` for each permission. */
export type SectionTexts = ReadonlyMap<string, string>

export const textsOf = (shown: readonly Section[], context: RowContext): SectionTexts =>
  new Map(
    shown.map((section) => [
      section.object,
      [countsOf(section, context), ...section.permissions.map((name) => cellsOf(name, context))].join('\n'),
    ]),
  )

export interface Press {
  section: Section
  /** Of the section, those that were pressed and may be changed. */
  targets: readonly Permission[]
  /** Of the role. */
  column: number
  /** The row of the object was pressed, not that of a permission. */
  isOnObject: boolean
}

/**
 * The texts after a press, ahead of all that follows from it: with the cells that it toggles, as `togglePermissions`
 * does, and the count in the cell that was pressed. A count elsewhere follows: its text has the page laid out anew. So
 * does what is suggested.
 */
export function pressTexts(texts: SectionTexts, { section, targets, column, isOnObject }: Press): SectionTexts {
  const [counts = '', ...rows] = texts.get(section.object)?.split('\n') ?? []
  const isTarget = section.permissions.map((name) => targets.includes(name))
  const give = rows.some((cells, row) => isTarget[row] && !isGiven(cells[column]))
  const pressed = rows.map((cells, row) => (isTarget[row] ? pressCell(cells, column, give) : cells))
  const count = pressed.filter((cells) => isGiven(cells[column])).length
  const line = isOnObject ? counts.split(',').with(column, String(count)).join(',') : counts
  return new Map(texts).set(section.object, [line, ...pressed].join('\n'))
}

function pressCell(cells: string, column: number, give: boolean): string {
  const wasGiven = cells[column] === 'g' || cells[column] === 'r'
  const cell: CellState = give ? (wasGiven ? 'g' : 'a') : wasGiven ? 'r' : ' '
  return `${cells.slice(0, column)}${cell}${cells.slice(column + 1)}`
}

/** Whether a role gives what a cell stands for. */
export const isGiven = (cell: string | undefined) => cell === 'g' || cell === 'a'

/** Whether what the person does not hold bars it from being given. */
export const isForeign = (name: Permission, held: RowContext['held']) => held !== undefined && !held.has(name)
