import { describe, expect, it } from 'vitest'
import { Random } from '#server/features/sample-world/random.ts'
import {
  type AccessWorld,
  assigneesOf,
  levelsOf,
  makeWorld,
  pickPermission,
  type WorldAssignee,
  worldsOf,
} from '#server/testing/access-world.ts'
import { allOf, heldBy } from '#server/testing/brute-force.ts'
import { expectHolder, expectSmallest } from '#server/testing/compare-access.ts'
import { evaluate, type Facts, heldOn, usableOn } from './evaluate.ts'
import type { Level, NamedGrant } from './facts.repository.ts'
import { smallestChange } from './smallest-change.ts'

const seeds = Array.from({ length: 500 }, (_, seed) => seed)

/** One of the world's projects, which another never decides about. */
const projectOf = (seed: number): AccessWorld => new Random(`project ${seed}`).pick(worldsOf(makeWorld(seed)))

function levelOf({ project, objects }: AccessWorld, objectId: string | null): Level {
  const object = objects.find(({ id }) => id === objectId)
  return object
    ? { objectId, resource: object.name, resource_type: object.kind }
    : { objectId, resource: project.name, resource_type: 'project' }
}

function factsOf(world: AccessWorld, { id, kind }: WorldAssignee): Facts<NamedGrant> {
  const member = world.members.find((one) => one.id === id)
  const assignments = world.assignments.filter(({ assigneeId }) => assigneeId === id)
  return {
    kind,
    organizationAdmin: member?.admin ?? false,
    active: member?.active ?? true,
    expired: world.serviceUsers.some((serviceUser) => serviceUser.id === id && serviceUser.expired),
    grants: assignments.map(({ id: roleAssignment, roleId, objectId }) => {
      const role = world.roles.find((one) => one.id === roleId)
      return {
        projectId: world.project.id,
        assigneeId: id,
        roleAssignment,
        role: role?.name ?? '',
        permissions: role?.permissions ?? [],
        objectId,
        level: levelOf(world, objectId),
      }
    }),
  }
}

describe('in 500 made-up worlds, compared with trying everything', () => {
  it.each(
    // In parts, so that a failure comes soon and names its world.
    Array.from({ length: 10 }, (_, part) => [part * 50, part * 50 + 49] as const),
  )('everybody holds what they should on every level (worlds %i to %i)', (from, to) => {
    for (const seed of seeds.slice(from, to + 1)) {
      const world = projectOf(seed)
      for (const assignee of assigneesOf(world)) {
        const facts = factsOf(world, assignee)
        const isWaiting = !facts.active || facts.expired
        for (const level of levelsOf(world)) {
          const usable = allOf(world, assignee.id, level)
          const held = isWaiting ? heldBy(world, assignee.id, level) : usable
          expect([seed, ...usableOn(facts, level)]).toEqual([seed, ...usable])
          expect([seed, ...heldOn(facts, level)]).toEqual([seed, ...held])
        }
      }
    }
  })

  it.each(Array.from({ length: 10 }, (_, part) => [part * 50, part * 50 + 49] as const))(
    'every answer has its reasons, and the smallest change that turns it (worlds %i to %i)',
    (from, to) => {
      for (const seed of seeds.slice(from, to + 1)) {
        const random = new Random(`questions ${seed}`)
        const world = projectOf(seed)
        for (const assignee of assigneesOf(world)) {
          const facts = factsOf(world, assignee)
          const permission = pickPermission(random)
          const level = random.pick(levelsOf(world))
          const { chains, ...verdict } = evaluate(facts, permission, level)
          const named = chains.map((chain) =>
            chain.type === 'role'
              ? { ...chain.grant, type: chain.type, role_assignment: chain.grant.roleAssignment, ...chain.grant.level }
              : chain,
          )
          expectHolder(world, assignee.id, permission, level, { ...verdict, chains: named })

          const others = world.members.filter(({ id, admin, active }) => id !== assignee.id && admin && active)
          const change = smallestChange(
            facts,
            { permission, level: levelOf(world, level) },
            {
              roles: world.roles.filter((role) => role.permissions.includes(permission)),
              isLastAdmin: others.length === 0,
            },
          )
          expectSmallest(world, assignee.id, permission, level, change)
        }
      }
    },
  )
})
