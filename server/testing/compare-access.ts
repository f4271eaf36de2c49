import { expect } from 'vitest'
import type { AccessDifference, AccessExplanation, AccessHolder, AccessPreview } from '#contract/access.ts'
import { type AccessWorld, assigneesOf, levelsOf, type OrganizationWorld, worldsOf } from './access-world.ts'
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
export function expectPreview(before: OrganizationWorld, after: OrganizationWorld, { groups }: AccessPreview): void {
  const told = groups.flatMap(({ assignees, differences }) =>
    assignees.flatMap((who) => differences.map((difference) => ({ ...who, difference }))),
  )
  const expected = worldsOf(before).flatMap((world) => {
    const then = worldsOf(after).find(({ project }) => project.id === world.project.id) ?? world
    // Where nothing that decides is different, nobody gains or loses.
    if (JSON.stringify(world) === JSON.stringify(then)) return []
    return assigneesOf(world).flatMap(({ id, ...who }) => {
      const entries = told.filter(
        ({ kind, assignee, difference }) =>
          difference.project === world.project.name && kind === who.kind && assignee === who.assignee,
      )
      expectDifferences(
        world,
        then,
        id,
        entries.map(({ difference }) => difference),
      )
      // Of obstacles only those to everything.
      const obstacle = obstacleTo(world, id, 'deployments.get')
      const assignee_type = who.kind === 'deployment' ? 'deployment' : 'user'
      return entries.map(({ difference }) => ({ ...who, assignee_type, obstacle, difference }))
    })
  })
  // Nobody and no project is told of besides, and everybody as who they are.
  expect(told).toHaveLength(expected.length)
  expect(told).toEqual(expect.arrayContaining(expected))

  // Who gains and loses the same is together.
  expect(new Set(groups.map(({ differences }) => JSON.stringify(differences))).size).toBe(groups.length)
  expect(groups.filter(({ differences, assignees }) => differences.length * assignees.length === 0)).toEqual([])
  const members = groups.flatMap(({ assignees }) => assignees.filter(({ kind }) => kind === 'member'))
  expect(new Set(members.map(({ assignee }) => assignee)).size).toBe(members.length)
}

function expectDifferences(
  before: AccessWorld,
  after: AccessWorld,
  assigneeId: string,
  differences: readonly AccessDifference[],
): void {
  const entries = new Map(differences.map((entry) => [levelNamed(before, entry), entry]))
  expect(entries.size).toBe(differences.length)
  const ofProject = entries.get(null)
  for (const level of levelsOf(before)) {
    const [had, has] = [heldBy(before, assigneeId, level), heldBy(after, assigneeId, level)]
    const gained = has.filter((permission) => !had.includes(permission))
    const lost = had.filter((permission) => !has.includes(permission))
    const entry = entries.get(level)
    const { gained: more, lost: less } = entry ?? ofProject ?? { gained: [], lost: [] }
    expect({ level, gained: more, lost: less }).toEqual({ level, gained, lost })
    // No more is said than needs to be.
    if (level === null) expect(entry === undefined).toBe(gained.length + lost.length === 0)
    else if (entry) expect([entry.gained, entry.lost]).not.toEqual([ofProject?.gained ?? [], ofProject?.lost ?? []])
  }
}
