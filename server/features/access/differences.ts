import type { Permission } from '#contract/permissions.ts'
import { type Facts, heldOn } from './evaluate.ts'
import type { Level, NamedGrant } from './facts.repository.ts'

export interface Difference {
  level: Level
  gained: Permission[]
  lost: Permission[]
}

/**
 * What somebody holds in a project on one side of a change only. The project comes first, where anything differs on it;
 * then those objects on which not the same differs, also where nothing does.
 */
export function differencesOf(before: Facts<NamedGrant>, after: Facts<NamedGrant>, project: Level): Difference[] {
  const levels = new Map([...before.grants, ...after.grants].map(({ level }) => [level.objectId, level]))
  const onProject = differenceOn(before, after, project)
  const onObjects = [...levels.values()]
    .sort((one, other) => textOf(one).localeCompare(textOf(other), 'en'))
    .map((level) => differenceOn(before, after, level))
    // The project's own, too, where something is assigned on it.
    .filter((difference) => !isSame(difference, onProject))
  return isEmpty(onProject) ? onObjects : [onProject, ...onObjects]
}

function differenceOn(before: Facts, after: Facts, level: Level): Difference {
  const [had, has] = [heldOn(before, level.objectId), heldOn(after, level.objectId)]
  return { level, gained: without(has, had), lost: without(had, has) }
}

function without(permissions: Permission[], others: Permission[]): Permission[] {
  const known = new Set(others)
  return permissions.filter((permission) => !known.has(permission))
}

const isEmpty = ({ gained, lost }: Difference) => gained.length === 0 && lost.length === 0

const isSame = (one: Difference, other: Difference) =>
  one.gained.join() === other.gained.join() && one.lost.join() === other.lost.join()

const textOf = ({ resource_type, resource }: Level) => `${resource_type} ${resource}`
