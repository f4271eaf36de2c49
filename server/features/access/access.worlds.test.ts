import { describe, expect, it } from 'vitest'
import { type AccessHolder, accessChange, type OwnAccess } from '#contract/access.ts'
import type { Permission } from '#contract/permissions.ts'
import type { Actor } from '#server/actor.ts'
import { Random } from '#server/features/sample-world/random.ts'
import {
  type AccessWorld,
  assigneesOf,
  levelsOf,
  makeWorld,
  type OrganizationWorld,
  pickChanges,
  pickPermission,
  worldsOf,
} from '#server/testing/access-world.ts'
import { allOf, chainsOf, may } from '#server/testing/brute-force.ts'
import { afterChanges } from '#server/testing/brute-force-changes.ts'
import { expectHolder, expectPreview, expectSmallest } from '#server/testing/compare-access.ts'
import { insertWorlds } from '#server/testing/insert-access-worlds.ts'
import { START, useTestApp } from '#server/testing/test-app.ts'
import { can } from './access.service.ts'

const test = useTestApp()

type Tokens = ReadonlyMap<string, string>

type Ask = (world: OrganizationWorld, random: Random, tokens: Tokens) => Promise<void>

/** A question in one of the projects. */
const inProject =
  (ask: (world: AccessWorld, random: Random, tokens: Tokens) => Promise<void>): Ask =>
  (world, random, tokens) =>
    ask(random.pick(worldsOf(world)), random, tokens)

const PART = 50
const parts = Array.from({ length: 10 }, (_, part) => [part * PART, part * PART + PART - 1] as const)

/** Asks in every world of a part, which are in the database together; a failure names the world. */
async function inWorlds(from: number, to: number, asked: readonly Ask[]): Promise<void> {
  const worlds = Array.from({ length: to - from + 1 }, (_, index) => makeWorld(from + index))
  const tokens = await insertWorlds(test.db, worlds)
  for (const world of worlds) {
    const random = new Random(`requests ${world.seed}`)
    for (const ask of asked) {
      await ask(world, random, tokens).catch((error: unknown) => {
        throw new Error(`In world ${world.seed}: ${String(error)}`, { cause: error })
      })
    }
  }
}

const objectOf = ({ objects }: AccessWorld, level: string | null) => objects.find(({ id }) => id === level)

/** The part of a query that names the level. */
function queryOf(world: AccessWorld, level: string | null): string {
  const object = objectOf(world, level)
  return object ? `&resource=${object.name}&resource_type=${object.kind}` : ''
}

const adminOf = ({ members }: AccessWorld, tokens: Tokens) => ({ token: tokens.get(members[0]?.id ?? '') ?? '' })

it('has worlds in which dry runs of all kinds are asked for, by admins and others, and answered', () => {
  const told = Array.from({ length: 500 }, (_, seed) => makeWorld(seed)).flatMap((world) => {
    const { caller, changes } = pickRequest(world, new Random(`requests ${world.seed}`))
    return typeof afterChanges(world, caller, changes) === 'string' ? [] : [{ world, caller, changes }]
  })
  const ofOthers = told.filter(({ caller }) => !caller.admin)
  const inSeveral = told.filter(({ world, changes }) =>
    changes.some(
      (change) =>
        change.type === 'organization_user_delete' &&
        world.projects.filter((one) => one.assignments.some(({ assigneeId }) => assigneeId === change.id)).length > 1,
    ),
  )

  expect(told.length).toBeGreaterThan(250)
  expect(ofOthers.length).toBeGreaterThan(25)
  expect(inSeveral.length).toBeGreaterThan(5)
  const types = new Set<string>(told.flatMap(({ changes }) => changes.map(({ type }) => type)))
  expect(types).toEqual(new Set(accessChange.def.options.map(({ shape }) => shape.type.def.values[0])))
})

describe('in 500 made-up worlds, compared with trying everything', () => {
  it.each(parts)('every question is answered as it should be (worlds %i to %i)', (from, to) =>
    inWorlds(from, to, [askWhatIfChanged, inProject(askWhy), inProject(askWho), inProject(askOwn)]),
  )
})

/** Who asks for a dry run of what; every other time it is one of the first two, an admin and who may often change things. */
function pickRequest(world: OrganizationWorld, random: Random) {
  const active = world.members.filter((member) => member.active)
  const caller = random.pick(random.chance(0.4) ? active : active.slice(0, 2))
  return { caller, changes: pickChanges(world, caller, random) }
}

/** A dry run tells what a save would do, or refuses like it; and to who is no admin, only what they may list. */
async function askWhatIfChanged(world: OrganizationWorld, random: Random, tokens: Tokens): Promise<void> {
  const { caller, changes } = pickRequest(world, random)
  const url = `/v2.1/organizations/${world.organization.name}/access-preview`

  const { status, body } = await test.call('POST', url, {
    as: { token: tokens.get(caller.id) ?? '' },
    body: { changes },
  })

  const after = afterChanges(world, caller, changes)
  if (typeof after === 'string') return expect(body).toMatchObject({ code: after })
  expect(status).toBe(200)
  expectPreview(world, after, body)
}

/** The reasons are all there, and the smallest change turns the answer. */
async function askWhy(world: AccessWorld, random: Random, tokens: Tokens): Promise<void> {
  const { id, kind, assignee } = random.pick(assigneesOf(world))
  const [permission, level] = [pickPermission(random), random.pick(levelsOf(world))]
  const type = kind === 'deployment' ? '&assignee_type=deployment' : ''
  const url = `/v2.1/projects/${world.project.name}/access/explanation`
  const query = `?assignee=${assignee}${type}&permission=${permission}${queryOf(world, level)}`

  const { body } = await test.call('GET', url + query, { as: adminOf(world, tokens) })

  expect(body).toMatchObject({ assignee, kind, permission })
  expectHolder(world, id, permission, level, body)
  expectSmallest(world, id, permission, level, body.change)
}

/** Everybody with a reason is listed, and nobody else. */
async function askWho(world: AccessWorld, random: Random, tokens: Tokens): Promise<void> {
  const [permission, level] = [pickPermission(random), random.pick(levelsOf(world))]
  const url = `/v2.1/projects/${world.project.name}/access/holders?permission=${permission}${queryOf(world, level)}`

  const { body } = await test.call('GET', url, { as: adminOf(world, tokens) })

  const holders = new Map((body as AccessHolder[]).map((holder) => [holder.assignee, holder]))
  const expected = assigneesOf(world).filter(({ id }) => chainsOf(world, id, permission, level).length > 0)
  expect([...holders.keys()].toSorted()).toEqual(expected.map(({ assignee }) => assignee).toSorted())
  for (const { id, assignee } of expected) {
    const holder = holders.get(assignee)
    if (holder) expectHolder(world, id, permission, level, holder)
  }
}

/** Everybody is told what they may do, and may do that. */
async function askOwn(world: AccessWorld, random: Random, tokens: Tokens): Promise<void> {
  const { id, kind } = random.pick(assigneesOf(world).filter((assignee) => assignee.kind !== 'deployment'))
  const url = `/v2.1/projects/${world.project.name}/access`

  const { status, body } = await test.call('GET', url, { as: { token: tokens.get(id) ?? '' } })

  if (world.members.some((member) => member.id === id && !member.active)) return expect(status).toBe(404)
  if (world.serviceUsers.some((user) => user.id === id && user.expired)) return expect(status).toBe(401)
  expectOwn(world, id, body)
  for (const level of random.sample(levelsOf(world), 2)) {
    const permission = pickPermission(random)
    expect(await askCan(world, { id, kind }, permission, level)).toBe(may(world, id, permission, level))
  }
}

function expectOwn(world: AccessWorld, id: string, own: OwnAccess): void {
  const onProject = allOf(world, id, null)
  expect(own.permissions).toEqual(onProject)
  expect(own.organization_admin).toBe(world.members.some((member) => member.id === id && member.admin))
  const more = world.objects.flatMap((object) => {
    const permissions = allOf(world, id, object.id)
    if (permissions.length === onProject.length) return []
    return [{ resource: object.name, resource_type: object.kind, permissions }]
  })
  expect(own.objects).toHaveLength(more.length)
  expect(own.objects).toEqual(expect.arrayContaining(more))
}

/** The decision itself, which every endpoint asks for. */
function askCan(
  world: AccessWorld,
  { id, kind }: { id: string; kind: string },
  permission: Permission,
  level: string | null,
): Promise<boolean> {
  const user = { organizationId: world.organization.id, projectId: world.project.id, allowedCorsOrigins: [] }
  const actor: Actor =
    kind === 'member'
      ? { type: 'person', id, email: '', operator: false, credential: { type: 'personal_token', id } }
      : { type: 'service_user', id, email: '', ...user, credential: { type: 'service_user_token', id } }
  const context = { db: test.db, actor, now: START, operation: '', requestId: '', ifMatch: undefined, origin: '' }
  const object = objectOf(world, level)
  return can(context, permission, { project: world.project.name, object })
}
