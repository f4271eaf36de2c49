import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultRoles } from '#contract/default-roles.ts'
import { buildApp } from './app.ts'
import { roleAssignments, roles } from './db/schema.ts'
import { testDatabase } from './testing/database.ts'
import {
  type Action,
  arrange,
  createEscalationWorld,
  type EscalationWorld,
  type Rights,
  rightsOf,
  someAction,
  someSetting,
} from './testing/escalation-world.ts'
import { rolledBackDatabase } from './testing/rolled-back.ts'
import { START } from './testing/test-app.ts'

/** More finds more: ESCALATION_RUNS=2000 ESCALATION_SEED=1 npx vitest run --project server server/escalation.test.ts */
const numRuns = Number(process.env.ESCALATION_RUNS ?? 60)
const seed = Number(process.env.ESCALATION_SEED ?? 20260310)

const database = testDatabase()
const { db, rolledBack } = rolledBackDatabase(database.db)
let app: FastifyInstance
let world: EscalationWorld
beforeAll(async () => {
  app = await buildApp({ db, clock: () => START })
  await app.ready()
  world = await createEscalationWorld(database.db)
})
afterAll(async () => {
  await app.close()
  await database.truncate()
  await database.close()
})

/** Somebody who takes part: a person, or a service user whose token somebody who takes part has got. */
interface Conspirator {
  id: string
  token: string
}

it('gives nobody more than those who act hold together, whatever they do', async () => {
  const answers = new Map<string, number>()
  const steps = fc.array(fc.record({ by: fc.nat(5), action: someAction }), { minLength: 4, maxLength: 12 })

  await fc.assert(
    fc.asyncProperty(someSetting, fc.boolean(), steps, (setting, isAlone, script) =>
      rolledBack(async () => {
        await arrange(db, world, setting)
        const { caller, accomplice } = world.who
        const conspirators: Conspirator[] = isAlone ? [caller] : [caller, accomplice]
        const before = await rightsOf(db, world)
        const held = new Set(conspirators.flatMap(({ id }) => [...(before.get(id) ?? [])]))
        for (const { by, action } of script) {
          const actor = conspirators[by % conspirators.length] ?? caller
          const status = await act(actor, action, conspirators)
          const key = `${action.type}: ${status < 300 ? 'done' : 'refused'}`
          answers.set(key, (answers.get(key) ?? 0) + 1)
          const result = {
            action,
            isFault: status >= 500,
            gains: gained(before, await rightsOf(db, world), held, conspirators),
          }
          expect(result).toEqual({ action, isFault: false, gains: [] })
        }
      }),
    ),
    { numRuns, seed },
  )

  // A property that never gets through to a change says nothing.
  const isExpected = (key: string) => !/admin: done/.test(key)
  const tried = [...new Set([...answers.keys()].map((key) => key.replace(/: .*/, '')))]
  const both = tried.flatMap((type) => [`${type}: done`, `${type}: refused`]).filter(isExpected)
  expect(both.filter((key) => !answers.has(key))).toEqual([])
  expect([...answers.keys()].filter((key) => /admin: done/.test(key))).toEqual([])
})

/** What somebody can do now who could not before, and who acts could not either; and what who acts has got. */
function gained(before: Rights, after: Rights, held: ReadonlySet<string>, conspirators: readonly Conspirator[]) {
  const acting = new Set(conspirators.map(({ id }) => id))
  return [...after].flatMap(([id, rights]) => {
    const had = acting.has(id) ? undefined : before.get(id)
    return [...rights].filter((right) => !held.has(right) && !had?.has(right)).map((right) => `${id}: ${right}`)
  })
}

let made = 0

/** Sends it. Who gets a token takes part from then on. Returns the status of the answer. */
async function act(actor: Conspirator, action: Action, conspirators: Conspirator[]): Promise<number> {
  const project = `/v2.1/projects/${world.project.name}`
  const members = `/v2.1/organizations/${world.organization.name}/users`
  const send = async (method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    const headers = { authorization: `Token ${actor.token}` }
    const answer = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
    return { status: answer.statusCode, body: answer.body ? answer.json<{ id: string; token: string }>() : undefined }
  }
  const permissionsOf = async (name: string) =>
    (await db.select().from(roles).where(eq(roles.name, name)))[0]?.permissions ?? []
  const newName = () => {
    made += 1
    return `made-${made}`
  }

  switch (action.type) {
    case 'create role':
      return (await send('POST', `${project}/roles`, { name: newName(), permissions: action.permissions })).status
    case 'clone role': {
      const permissions = defaultRoles[action.role] ?? (await permissionsOf(action.role))
      return (await send('POST', `${project}/roles`, { name: newName(), permissions })).status
    }
    case 'change role':
      return (await send('PATCH', `${project}/roles/${action.role}`, { permissions: action.permissions })).status
    case 'extend role': {
      const permissions = [...(await permissionsOf(action.role)), action.by]
      return (await send('PATCH', `${project}/roles/${action.role}`, { permissions })).status
    }
    case 'rename role':
      return (await send('PATCH', `${project}/roles/${action.role}`, { name: action.to })).status
    case 'delete role':
      return (await send('DELETE', `${project}/roles/${action.role}`)).status
    case 'assign': {
      const { who, role, on } = action.assignment
      const object = on === 'bucket' ? world.bucket : world.who.deployment
      const assignee =
        who === 'deployment'
          ? { assignee: world.who.deployment.name, assignee_type: 'deployment' }
          : { assignee: world.who[who].id }
      const resource = on ? { resource: object.name, resource_type: on } : {}
      return (await send('POST', `${project}/role-assignments`, { ...assignee, role, ...resource })).status
    }
    case 'take away': {
      const rows = await db.select().from(roleAssignments).orderBy(roleAssignments.id)
      const row = rows[action.index % Math.max(1, rows.length)]
      return (await send('DELETE', `${project}/role-assignments/${row?.id}`)).status
    }
    case 'create service user': {
      const { status, body } = await send('POST', `${project}/service-users`, { name: 'made' })
      if (status < 300 && body) conspirators.push(body)
      return status
    }
    case 'reset token': {
      const { id } = world.who[action.robot]
      const { status, body } = await send('PUT', `${project}/service-users/${id}/token`)
      if (status < 300 && body) conspirators.push({ id, token: body.token })
      return status
    }
    case 'make admin':
      return (await send('PATCH', `${members}/${world.who[action.who].id}`, { admin: true })).status
    case 'add admin':
      return (await send('POST', members, { email: 'new@example.com', admin: true })).status
  }
}
