import {
  isPermission,
  type Permission,
  type PermissionObject,
  permissionCatalogue,
  permissionObjects,
  sortPermissions,
} from '#contract/permissions.ts'

/** The columns of the matrix. Every verb of the catalogue is one of them, so there is no column for others. */
export const verbs = ['list', 'get', 'create', 'update', 'delete'] as const
export type Verb = (typeof verbs)[number]

export interface MatrixRow {
  object: PermissionObject
  /** `deployments.versions.` of `deployments.versions.requests`; empty for a top-level object. */
  prefix: string
  /** `requests` of `deployments.versions.requests`. */
  leaf: string
  /** Number of objects above it: 0 for a top-level object. */
  depth: number
  /** One entry per column; undefined where the object does not know the verb. */
  cells: readonly (Permission | undefined)[]
  permissions: readonly Permission[]
}

/** A top-level object with those below it. */
export interface MatrixGroup {
  name: string
  /** `Service users` of `service_users`. */
  label: string
  /** False for an object with none below it, which is its own group. */
  hasHeader: boolean
  rows: readonly MatrixRow[]
  permissions: readonly Permission[]
}

export type TriState = 'none' | 'some' | 'all'

export interface PermissionDiff {
  added: readonly Permission[]
  removed: readonly Permission[]
}

export interface MatrixFilter {
  text: string
  onlyGranted: boolean
  onlyChanged: boolean
}

export interface PermissionHint {
  /** What is missing. */
  add: Permission
  /** The granted permissions, or the hinted ones before it, that are of little use without. */
  neededBy: readonly Permission[]
}

function toRow(object: PermissionObject): MatrixRow {
  const known: readonly string[] = permissionCatalogue[object]
  const cells = verbs.map((verb) => {
    const name = `${object}.${verb}`
    return known.includes(verb) && isPermission(name) ? name : undefined
  })
  const end = object.lastIndexOf('.') + 1
  return {
    object,
    prefix: object.slice(0, end),
    leaf: object.slice(end),
    depth: object.split('.').length - 1,
    cells,
    permissions: cells.filter((cell) => cell !== undefined),
  }
}

const rootOf = (object: string) => object.split('.', 1)[0] ?? object

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function toGroup(name: string): MatrixGroup {
  const rows = permissionObjects.filter((object) => rootOf(object) === name).map(toRow)
  return withRows({ name, label: labelOf(name), hasHeader: rows.length > 1 }, rows)
}

function withRows(group: Omit<MatrixGroup, 'rows' | 'permissions'>, rows: readonly MatrixRow[]): MatrixGroup {
  return { ...group, rows, permissions: rows.flatMap((row) => row.permissions) }
}

/** The whole catalogue as groups of rows, in catalogue order. */
export const matrix: readonly MatrixGroup[] = [...new Set(permissionObjects.map(rootOf))].map(toGroup)

export const permissionsOf = (groups: readonly MatrixGroup[]): Permission[] =>
  groups.flatMap((group) => group.permissions)

export const columnOf = (groups: readonly MatrixGroup[], verb: Verb): Permission[] =>
  groups.flatMap((group) => group.rows.flatMap((row) => row.cells[verbs.indexOf(verb)] ?? []))

export function countGranted(targets: readonly Permission[], granted: ReadonlySet<string>): number {
  return targets.reduce((count, name) => count + (granted.has(name) ? 1 : 0), 0)
}

export function triState(targets: readonly Permission[], granted: ReadonlySet<string>): TriState {
  const count = countGranted(targets, granted)
  if (count === 0) return 'none'
  return count === targets.length ? 'all' : 'some'
}

/** Grants all of the targets, or takes all of them away when all are granted already. In catalogue order. */
export function togglePermissions(granted: readonly Permission[], targets: readonly Permission[]): Permission[] {
  const held = new Set(granted)
  if (triState(targets, held) !== 'all') return sortPermissions([...granted, ...targets])
  const taken = new Set(targets)
  return sortPermissions(granted.filter((name) => !taken.has(name)))
}

export function diffPermissions(base: readonly Permission[], draft: readonly Permission[]): PermissionDiff {
  const before = new Set(base)
  const after = new Set(draft)
  return {
    added: sortPermissions(draft.filter((name) => !before.has(name))),
    removed: sortPermissions(base.filter((name) => !after.has(name))),
  }
}

/**
 * The rows that match every word of the text and every condition; groups without such a row are left out. A word
 * matches anywhere in the names of the row's permissions, so that a pasted `deployments.versions.create` finds its row.
 */
export function filterMatrix(
  { text, onlyGranted, onlyChanged }: MatrixFilter,
  { granted, changed }: { granted: ReadonlySet<string>; changed: ReadonlySet<string> },
): readonly MatrixGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && !onlyGranted && !onlyChanged) return matrix
  const matches = (row: MatrixRow) =>
    words.every((word) => row.permissions.some((name) => name.includes(word))) &&
    (!onlyGranted || row.permissions.some((name) => granted.has(name))) &&
    (!onlyChanged || row.permissions.some((name) => changed.has(name)))
  return narrowMatrix(matches)
}

/** The groups with only the rows that `keeps` says yes to. */
export function narrowMatrix(keeps: (row: MatrixRow) => boolean): MatrixGroup[] {
  return matrix.flatMap((group) => {
    const rows = group.rows.filter(keeps)
    return rows.length === 0 ? [] : [withRows(group, rows)]
  })
}

const verbOf = (name: Permission) => name.slice(name.lastIndexOf('.') + 1)

function firstKnown(object: string, ...wanted: Verb[]): Permission | undefined {
  return wanted.map((verb) => `${object}.${verb}`).find(isPermission)
}

/** What a permission is of little use without: reading its object, finding it, and reading the object above. */
function needsOf(name: Permission): Permission[] {
  const verb = verbOf(name)
  const object = name.slice(0, -verb.length - 1)
  const reading = verb === 'get' ? firstKnown(object, 'list') : firstKnown(object, 'get', 'list')
  const parent = object.includes('.') ? firstKnown(object.slice(0, object.lastIndexOf('.')), 'get') : undefined
  return [verb === 'list' ? undefined : reading, parent].filter((need) => need !== undefined)
}

/**
 * What is missing for the granted permissions to be of use, with what follows from adding it, so that adding every
 * hint leaves none. Hints only: the server demands none of it.
 */
export function hintsFor(granted: readonly Permission[]): PermissionHint[] {
  const held = new Set(granted)
  const neededBy = new Map<Permission, Permission[]>()
  const open = [...granted]
  for (const name of open) {
    for (const need of needsOf(name)) {
      if (held.has(need)) continue
      const causes = neededBy.get(need)
      if (causes) causes.push(name)
      else {
        neededBy.set(need, [name])
        open.push(need)
      }
    }
  }
  return sortPermissions(neededBy.keys()).map((add) => ({ add, neededBy: sortPermissions(neededBy.get(add) ?? []) }))
}
