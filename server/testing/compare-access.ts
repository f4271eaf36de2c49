import { expect } from 'vitest'
import type { AccessExplanation, AccessHolder, AccessPreview } from '#contract/access.ts'
import { type AccessWorld, assigneesOf, levelsOf } from './access-world.ts'
import { afterSteps, chainsOf, heldBy, levelNamed, may, obstacleTo, smallestTurn } from './brute-force.ts'

/** Fails unless the chains, the obstacle and the answer are those that trying everything gives. */
export function expectHolder(
  world: AccessWorld,
  assigneeId: string,
  permission: string,
  level: string | null,
  { chains, obstacle, allowed }: Pick<AccessHolder, 'chains' | 'obstacle' | 'allowed'>,
): void {
  const named = chains.map((chain) => (chain.type === 'role' ? chain.role_assignment : chain.type))
  expect(named.toSorted()).toEqual(chainsOf(world, assigneeId, permission, level).toSorted())
  expect({ obstacle, allowed }).toEqual({
    obstacle: obstacleTo(world, assigneeId, permission),
    allowed: may(world, assigneeId, permission, level),
  })
  for (const chain of chains) {
    if (chain.type !== 'role') continue
    const assignment = world.assignments.find(({ id }) => id === chain.role_assignment)
    expect(world.roles.find(({ id }) => id === assignment?.roleId)?.name).toBe(chain.role)
    expect(levelNamed(world, chain)).toBe(assignment?.objectId)
  }
}

/** Fails unless the change turns the answer, and is the one that trying all finds to be the smallest. */
export function expectSmallest(
  world: AccessWorld,
  assigneeId: string,
  permission: string,
  level: string | null,
  change: AccessExplanation['change'],
): void {
  const smallest = smallestTurn(world, assigneeId, permission, level)
  const inOrder = (steps: readonly object[]) =>
    steps.map((step) => JSON.stringify(step, Object.keys(step).sort())).sort()
  expect(change && inOrder(change.steps)).toEqual(smallest && inOrder(smallest.steps))
  if (!change) return
  const turned = afterSteps(world, assigneeId, change.steps)
  expect(may(turned, assigneeId, permission, level)).toBe(!may(world, assigneeId, permission, level))
  expect(change.side_effects).toEqual(smallest?.side_effects)
  const unmakes = change.steps.some(({ type }) => type === 'remove_organization_admin')
  const others = world.members.filter(({ id, admin, active }) => id !== assigneeId && admin && active)
  expect(change.refused).toBe(unmakes && others.length === 0 ? 'last_admin' : null)
}

/** Fails unless everybody gains and loses on every level what holding both worlds against each other gives. */
export function expectPreview(before: AccessWorld, after: AccessWorld, { groups }: AccessPreview): void {
  const told = groups.flatMap(({ assignees, differences }) =>
    assignees.map(({ assignee, kind }) => [`${kind} ${assignee}`, differences] as const),
  )
  const differencesOf = new Map(told)
  expect(differencesOf.size).toBe(told.length)

  for (const { id, kind, assignee } of assigneesOf(before)) {
    const differences = differencesOf.get(`${kind} ${assignee}`)
    const entries = new Map((differences ?? []).map((entry) => [levelNamed(before, entry), entry]))
    expect(entries.size).toBe(differences?.length ?? 0)
    const ofProject = entries.get(null)
    for (const level of levelsOf(before)) {
      const [had, has] = [heldBy(before, id, level), heldBy(after, id, level)]
      const gained = has.filter((permission) => !had.includes(permission))
      const lost = had.filter((permission) => !has.includes(permission))
      const entry = entries.get(level)
      const { gained: more, lost: less } = entry ?? ofProject ?? { gained: [], lost: [] }
      expect({ level, gained: more, lost: less }).toEqual({ level, gained, lost })
      // No more is said than needs to be.
      if (level === null) expect(entry === undefined).toBe(gained.length + lost.length === 0)
      else if (entry) expect([entry.gained, entry.lost]).not.toEqual([ofProject?.gained ?? [], ofProject?.lost ?? []])
    }
    if (differences) expect(differences.length).toBeGreaterThan(0)
    differencesOf.delete(`${kind} ${assignee}`)
  }
  expect([...differencesOf.keys()]).toEqual([])
}
