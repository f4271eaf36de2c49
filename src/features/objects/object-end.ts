import type { ObjectVersion } from '#contract/objects.ts'
import type { RoleAssignment } from '#contract/role-assignments.ts'
import { joinList, plural } from '#src/lib/plural.ts'
import { assignmentsThatEnd } from './object-access.ts'
import type { ObjectKind } from './objects.queries.ts'

const NAMED = 3

interface Known {
  versions: readonly ObjectVersion[] | undefined
  assignments: readonly RoleAssignment[] | undefined
}

/** What goes with an object, as far as the caller may see it: a line for each. */
export function describeEnd(object: { kind: ObjectKind; name: string }, { versions, assignments }: Known): string[] {
  const ends = assignments && assignmentsThatEnd(assignments, object)
  return [
    object.kind === 'bucket' ? 'all its files' : describeVersions(versions),
    ends === undefined
      ? 'every role assigned on it'
      : ends.on.length === 0
        ? ''
        : `${plural(ends.on.length, 'role assignment')} on it`,
    object.kind !== 'deployment'
      ? ''
      : ends === undefined
        ? 'every role that it holds itself'
        : ends.held.length === 0
          ? ''
          : `${plural(ends.held.length, 'role')} that it holds itself: ${heldRoles(ends.held)}`,
  ].filter((line) => line !== '')
}

function describeVersions(versions: readonly ObjectVersion[] | undefined): string {
  if (versions === undefined) return 'all its versions'
  return versions.length === 0
    ? 'no version: it has none'
    : `${plural(versions.length, 'version')}: ${named(versions.map(({ version }) => version))}`
}

const heldRoles = (held: readonly RoleAssignment[]) =>
  named(held.map(({ role, resource, resource_type }) => `${role} on the ${resource_type} ${resource}`))

function named(names: readonly string[]): string {
  if (names.length <= NAMED) return joinList(names)
  return joinList([...names.slice(0, NAMED), plural(names.length - NAMED, 'more', 'more')])
}
