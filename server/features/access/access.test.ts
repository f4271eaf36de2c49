import { describe, expect, it } from 'vitest'
import { permissions } from '#contract/permissions.ts'
import type { Actor } from '#server/actor.ts'
import type { Context } from '#server/context.ts'
import { organizationMembers, projectMembers } from '#server/db/schema.ts'
import {
  assignRole,
  createMember,
  createMemberWith,
  createObject,
  createOrganization,
  createPerson,
  createProject,
  createRole,
  createServiceUser,
} from '#server/testing/factories.ts'
import { countQueries } from '#server/testing/queries.ts'
import { START, useTestApp } from '#server/testing/test-app.ts'
import {
  can,
  findScope,
  lockOrganizationAsOperator,
  objectsWith,
  requireHolds,
  requireHoldsRightsOf,
  requireIn,
  requireOrganization,
  requireOrganizationAdmin,
  requirePermission,
} from './access.service.ts'

const test = useTestApp()

async function arrange() {
  const organization = await createOrganization(test.db)
  const project = await createProject(test.db, organization)
  return { organization, project }
}

const contextOf = (actor: Actor): Context => ({
  db: test.db,
  actor,
  now: START,
  operation: 'test',
  requestId: 'test',
  ifMatch: undefined,
  origin: 'http://localhost',
})

const asPerson = ({ id, email }: { id: string; email: string }): Context =>
  contextOf({ type: 'person', id, email, operator: false, credential: { type: 'personal_token', id } })

const asServiceUser = (
  { id, email }: { id: string; email: string },
  project: { id: string; organizationId: string },
): Context =>
  contextOf({
    type: 'service_user',
    id,
    email,
    organizationId: project.organizationId,
    projectId: project.id,
    allowedCorsOrigins: [],
    credential: { type: 'service_user_token', id },
  })

const refusal = (code: string) => expect.objectContaining({ code })

describe('what a caller holds in a project', () => {
  it('is found in one query, whatever is asked and however many roles there are', async () => {
    const { project } = await arrange()
    const person = await createMemberWith(test.db, project, ['deployments.list'])
    const deployment = await createObject(test.db, project, 'deployment')
    for (const role of ['file-reader', 'project-viewer', 'pipeline-admin']) {
      await assignRole(test.db, project, role, { person })
      await assignRole(test.db, project, role, { person }, deployment)
    }
    const context = asPerson(person)
    const object = { kind: 'deployment', name: deployment.name } as const

    const asked: (() => Promise<unknown>)[] = [
      () => findScope(context, { project: project.name }),
      () => findScope(context, { project: project.name, object }),
      () => can(context, 'roles.list', { project: project.name, object }),
      () => requirePermission(context, 'roles.list', { project: project.name }),
    ]

    for (const ask of asked) expect((await countQueries(ask)).queries).toHaveLength(1)
  })

  it('is the union of all roles on the project', async () => {
    const { project } = await arrange()
    const person = await createMemberWith(test.db, project, ['deployments.list', 'deployments.get'])
    await createRole(test.db, project, ['deployments.get', 'buckets.get'], 'second')
    await assignRole(test.db, project, 'second', { person })

    const scope = await findScope(asPerson(person), { project: project.name })

    expect(permissions.filter(scope.can)).toEqual(['deployments.list', 'deployments.get', 'buckets.get'])
    expect(scope.facts).toMatchObject({ kind: 'member', organizationAdmin: false })
  })

  it('is joined by what they hold on the object that is asked for, and on no other', async () => {
    const { project } = await arrange()
    const person = await createMemberWith(test.db, project, ['deployments.list'])
    const one = await createObject(test.db, project, 'deployment', 'same-name')
    await createObject(test.db, project, 'deployment', 'other')
    await createObject(test.db, project, 'bucket', 'same-name')
    await createRole(test.db, project, ['deployments.delete'], 'deleter')
    await assignRole(test.db, project, 'deleter', { person }, one)
    const held = async (object?: { kind: 'deployment' | 'bucket'; name: string }) =>
      permissions.filter((await findScope(asPerson(person), { project: project.name, object })).can)

    expect(await held()).toEqual(['deployments.list'])
    expect(await held({ kind: 'deployment', name: 'same-name' })).toEqual(['deployments.list', 'deployments.delete'])
    expect(await held({ kind: 'deployment', name: 'other' })).toEqual(['deployments.list'])
    expect(await held({ kind: 'bucket', name: 'same-name' })).toEqual(['deployments.list'])
    expect(await held({ kind: 'deployment', name: 'unknown' })).toEqual(['deployments.list'])
  })

  it('is everything for an admin of the organization, without any role', async () => {
    const { organization, project } = await arrange()
    const admin = await createMember(test.db, organization, { admin: true })

    const scope = await findScope(asPerson(admin), { project: project.name })

    expect(permissions.every(scope.can)).toBe(true)
    expect(scope).toMatchObject({ organizationAdmin: true, grants: [], projectName: project.name, objectId: null })
  })

  it('is nothing for a member without roles, who still belongs', async () => {
    const { organization, project } = await arrange()
    const member = await createMember(test.db, organization)

    const scope = await findScope(asPerson(member), { project: project.name })

    expect(permissions.some(scope.can)).toBe(false)
  })

  it('ignores roles in another project', async () => {
    const { organization, project } = await arrange()
    const person = await createMemberWith(test.db, await createProject(test.db, organization), ['deployments.list'])

    expect(await can(asPerson(person), 'deployments.list', { project: project.name })).toBe(false)
  })

  it('does not mix up a person with a service user or a deployment of the same project', async () => {
    const { organization, project } = await arrange()
    const member = await createMember(test.db, organization)
    const serviceUser = await createServiceUser(test.db, project)
    const deployment = await createObject(test.db, project, 'deployment')
    await assignRole(test.db, project, 'project-admin', { serviceUser })
    await assignRole(test.db, project, 'project-admin', { deployment })

    expect(await can(asPerson(member), 'deployments.list', { project: project.name })).toBe(false)
    expect(await can(asServiceUser(serviceUser, project), 'deployments.list', { project: project.name })).toBe(true)
  })

  it.each([
    ['a person of no organization', async () => asPerson(await createPerson(test.db))],
    [
      'the admin of another organization',
      async () => asPerson(await createMember(test.db, await createOrganization(test.db), { admin: true })),
    ],
    [
      'an invited admin, who has not joined',
      async ({ organization }: Awaited<ReturnType<typeof arrange>>) =>
        asPerson(await createMember(test.db, organization, { admin: true, active: false })),
    ],
    [
      'an invited member with a role',
      async ({ organization, project }: Awaited<ReturnType<typeof arrange>>) => {
        const person = await createMember(test.db, organization, { active: false })
        await assignRole(test.db, project, 'project-admin', { person })
        return asPerson(person)
      },
    ],
    [
      'a service user of another project of the organization',
      async ({ organization }: Awaited<ReturnType<typeof arrange>>) => {
        const other = await createProject(test.db, organization)
        const serviceUser = await createServiceUser(test.db, other)
        await assignRole(test.db, other, 'project-admin', { serviceUser })
        return asServiceUser(serviceUser, other)
      },
    ],
  ])('is not found for %s, like a project that does not exist', async (_case, who) => {
    const arranged = await arrange()
    const context = await who(arranged)

    await expect(findScope(context, { project: arranged.project.name })).rejects.toThrow(refusal('not_found'))
    await expect(findScope(context, { project: 'no-such-project' })).rejects.toThrow(refusal('not_found'))
  })

  it('ends with the membership, whose roles the database deletes', async () => {
    const { project } = await arrange()
    const person = await createMemberWith(test.db, project, ['deployments.list'])
    const ask = () => can(asPerson(person), 'deployments.list', { project: project.name })
    expect(await ask()).toBe(true)

    await test.db.delete(projectMembers)
    expect(await ask()).toBe(false)

    await test.db.delete(organizationMembers)
    await expect(ask()).rejects.toThrow(refusal('not_found'))
  })

  it('does not let a name reach into the query', async () => {
    const { project } = await arrange()
    const person = await createMember(test.db, { id: project.organizationId }, { admin: true })

    for (const name of [`${project.name}' or '1'='1`, `${project.name}--`, '%', '_', `${project.name} `, '']) {
      await expect(findScope(asPerson(person), { project: name })).rejects.toThrow(refusal('not_found'))
    }
  })
})

describe('a service user', () => {
  it.each(permissions.filter((name) => /^(roles|projects\.users)\./.test(name)))(
    'never holds %s, whatever its role',
    async (permission) => {
      const { project } = await arrange()
      const serviceUser = await createServiceUser(test.db, project)
      await assignRole(test.db, project, 'project-admin', { serviceUser })
      const context = asServiceUser(serviceUser, project)

      expect(await can(context, permission, { project: project.name })).toBe(false)
      await expect(requirePermission(context, permission, { project: project.name })).rejects.toThrow(
        expect.objectContaining({
          code: 'service_user_forbidden',
          message: 'Service users cannot use this part of the API',
        }),
      )
    },
  )

  it('holds the rest of what its roles give', async () => {
    const { project } = await arrange()
    const serviceUser = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'project-admin', { serviceUser })

    const scope = await findScope(asServiceUser(serviceUser, project), { project: project.name })

    expect(permissions.filter((name) => !scope.can(name))).toEqual(
      permissions.filter((name) => /^(roles|projects\.users)\./.test(name)),
    )
  })

  it('has no organization', async () => {
    const { organization, project } = await arrange()
    const context = asServiceUser(await createServiceUser(test.db, project), project)

    for (const ask of [requireOrganization, requireOrganizationAdmin]) {
      await expect(ask(context, organization.name)).rejects.toThrow(refusal('service_user_forbidden'))
    }
  })
})

describe('requirePermission', () => {
  it('says which permission is missing, and nothing about whether the object exists', async () => {
    const { project } = await arrange()
    const person = await createMemberWith(test.db, project, ['deployments.list'])
    await createObject(test.db, project, 'deployment', 'there')
    const ask = (name: string) =>
      requirePermission(asPerson(person), 'deployments.get', {
        project: project.name,
        object: { kind: 'deployment', name },
      })

    for (const name of ['there', 'not-there']) {
      await expect(ask(name)).rejects.toThrow(
        expect.objectContaining({ code: 'forbidden', message: 'You need the permission deployments.get for this' }),
      )
    }
  })

  it('does not find an object that is not there for who holds the permission', async () => {
    const { project } = await arrange()
    const person = await createMemberWith(test.db, project, ['deployments.get'])

    await expect(
      requirePermission(asPerson(person), 'deployments.get', {
        project: project.name,
        object: { kind: 'deployment', name: 'not-there' },
      }),
    ).rejects.toThrow(refusal('not_found'))
  })
})

describe('no escalation', () => {
  it('lets pass what the caller holds, in whole or in part', async () => {
    const { project } = await arrange()
    const person = await createMemberWith(test.db, project, ['deployments.list', 'deployments.get'])
    const scope = await findScope(asPerson(person), { project: project.name })

    expect(() => requireHolds(scope, [])).not.toThrow()
    expect(() => requireHolds(scope, ['deployments.get'])).not.toThrow()
    expect(() => requireHolds(scope, ['deployments.list', 'deployments.get'])).not.toThrow()
    expect(() => requireHolds(scope, ['deployments.get', 'deployments.delete'])).toThrow(refusal('escalation'))
    expect(() => requireHolds(scope, ['not-even-a-permission'])).toThrow(refusal('escalation'))
  })

  it('says what is missing, in the field that names it where one does', async () => {
    const { project } = await arrange()
    const person = await createMemberWith(test.db, project, ['deployments.list'])
    const scope = await findScope(asPerson(person), { project: project.name })
    const ask = (given: string[], field?: string) => () => requireHolds(scope, ['deployments.list', ...given], field)
    const one = 'You cannot give deployments.get, because you do not hold it yourself'
    const two = 'You cannot give deployments.get and 1 more, because you do not hold them yourself'
    const three = 'You cannot give deployments.get and 2 more, because you do not hold them yourself'

    for (const [given, sentence] of [
      [['deployments.get'], one],
      [['deployments.get', 'buckets.get'], two],
      [['deployments.get', 'buckets.get', 'buckets.list'], three],
    ] as const) {
      const refused = { code: 'escalation', message: sentence }
      expect(ask([...given])).toThrow(expect.objectContaining({ ...refused, fields: undefined }))
      expect(ask([...given], 'role')).toThrow(expect.objectContaining({ ...refused, fields: { role: sentence } }))
    }
  })

  it('is about the scope: what is held on an object counts there only', async () => {
    const { project } = await arrange()
    const person = await createMemberWith(test.db, project, [])
    const bucket = await createObject(test.db, project, 'bucket', 'mine')
    await assignRole(test.db, project, 'file-reader', { person }, bucket)
    const onProject = await findScope(asPerson(person), { project: project.name })
    const onBucket = await findScope(asPerson(person), {
      project: project.name,
      object: { kind: 'bucket', name: 'mine' },
    })

    expect(() => requireHolds(onProject, ['buckets.get'])).toThrow(refusal('escalation'))
    expect(() => requireHolds(onBucket, ['buckets.get'])).not.toThrow()
    expect(() => requireIn(asPerson(person), onProject, 'buckets.get')).toThrow(refusal('forbidden'))
  })

  describe('over a service user', () => {
    async function arrangeServiceUser() {
      const { organization, project } = await arrange()
      const person = await createMember(test.db, organization)
      const serviceUser = await createServiceUser(test.db, project)
      const [one, other] = [
        await createObject(test.db, project, 'bucket'),
        await createObject(test.db, project, 'bucket'),
      ]
      const ask = async () => {
        const context = asPerson(person)
        await requireHoldsRightsOf(context, await findScope(context, { project: project.name }), serviceUser.id)
      }
      return { organization, project, person, serviceUser, one, other, ask }
    }

    it('asks for nothing where it has no role', async () => {
      const { ask } = await arrangeServiceUser()

      await expect(ask()).resolves.toBeUndefined()
    })

    it('asks for all that its roles give, level by level', async () => {
      const { project, person, serviceUser, one, other, ask } = await arrangeServiceUser()
      await assignRole(test.db, project, 'file-reader', { serviceUser }, one)
      await expect(ask()).rejects.toThrow(
        expect.objectContaining({
          code: 'escalation',
          message: expect.stringMatching(/^This service user holds buckets\.\S+, which you do not hold yourself$/),
        }),
      )

      await assignRole(test.db, project, 'file-writer', { person }, other)
      await expect(ask()).rejects.toThrow(refusal('escalation'))

      await assignRole(test.db, project, 'file-writer', { person }, one)
      await expect(ask()).resolves.toBeUndefined()

      await assignRole(test.db, project, 'file-reader', { serviceUser })
      await expect(ask()).rejects.toThrow(refusal('escalation'))

      await assignRole(test.db, project, 'bucket-viewer', { person })
      await expect(ask()).resolves.toBeUndefined()
    })

    it('takes what the caller holds on the whole project for any object of it', async () => {
      const { project, person, serviceUser, one, ask } = await arrangeServiceUser()
      await assignRole(test.db, project, 'file-reader', { serviceUser }, one)
      await assignRole(test.db, project, 'file-reader', { person })

      await expect(ask()).resolves.toBeUndefined()
    })

    it('joins what several roles of the caller give', async () => {
      const { project, person, serviceUser, one, ask } = await arrangeServiceUser()
      await assignRole(test.db, project, 'file-writer', { serviceUser }, one)
      await createRole(test.db, project, ['buckets.files.create', 'buckets.files.delete'], 'writing')
      await assignRole(test.db, project, 'writing', { person }, one)
      await expect(ask()).rejects.toThrow(refusal('escalation'))

      await assignRole(test.db, project, 'file-reader', { person })
      await expect(ask()).resolves.toBeUndefined()
    })

    it('asks nothing of an admin of the organization', async () => {
      const { organization, project, serviceUser } = await arrangeServiceUser()
      await assignRole(test.db, project, 'project-admin', { serviceUser })
      const context = asPerson(await createMember(test.db, organization, { admin: true }))

      await expect(
        requireHoldsRightsOf(context, await findScope(context, { project: project.name }), serviceUser.id),
      ).resolves.toBeUndefined()
    })

    it('asks another service user for the same, and lets one handle its own equals', async () => {
      const { project, serviceUser } = await arrangeServiceUser()
      const weak = await createServiceUser(test.db, project)
      await assignRole(test.db, project, 'project-editor', { serviceUser })
      await assignRole(test.db, project, 'project-viewer', { serviceUser: weak })
      const ask = async (who: { id: string; email: string }, about: { id: string }) => {
        const context = asServiceUser(who, project)
        await requireHoldsRightsOf(context, await findScope(context, { project: project.name }), about.id)
      }

      await expect(ask(weak, serviceUser)).rejects.toThrow(refusal('escalation'))
      await expect(ask(serviceUser, serviceUser)).resolves.toBeUndefined()
    })
  })
})

describe('objectsWith', () => {
  it('names the objects that the caller has the permission on, or all', async () => {
    const { organization, project } = await arrange()
    const person = await createMember(test.db, organization)
    const one = await createObject(test.db, project, 'bucket')
    const other = await createObject(test.db, project, 'bucket')
    await assignRole(test.db, project, 'file-reader', { person }, one)
    await createRole(test.db, project, ['buckets.delete'], 'deleter')
    await assignRole(test.db, project, 'deleter', { person }, other)
    const context = asPerson(person)
    const ask = async () => objectsWith(context, await findScope(context, { project: project.name }), 'buckets.get')

    expect(await ask()).toEqual(new Set([one.id]))
    await assignRole(test.db, project, 'bucket-viewer', { person })
    expect(await ask()).toBe('all')
  })

  it('refuses to conclude from one object to all', async () => {
    const { organization, project } = await arrange()
    const person = await createMember(test.db, organization)
    const bucket = await createObject(test.db, project, 'bucket', 'one')
    await assignRole(test.db, project, 'file-reader', { person }, bucket)
    const context = asPerson(person)
    const scope = await findScope(context, { project: project.name, object: { kind: 'bucket', name: 'one' } })

    await expect(objectsWith(context, scope, 'buckets.get')).rejects.toThrow('not of an object')
  })
})

describe('an organization', () => {
  it('is there for its active members, and its admins are told apart', async () => {
    const { organization } = await arrange()
    const member = asPerson(await createMember(test.db, organization))
    const admin = asPerson(await createMember(test.db, organization, { admin: true }))

    expect(await requireOrganization(member, organization.name)).toEqual({
      organizationId: organization.id,
      organizationName: organization.name,
      admin: false,
    })
    await expect(requireOrganizationAdmin(member, organization.name)).rejects.toThrow(
      expect.objectContaining({ code: 'forbidden', message: 'Only admins of the organization can do this' }),
    )
    expect(await requireOrganizationAdmin(admin, organization.name)).toMatchObject({ admin: true })
  })

  it('is not found by strangers, by who is invited only, and under another name', async () => {
    const { organization } = await arrange()
    const stranger = asPerson(await createPerson(test.db))
    const invited = asPerson(await createMember(test.db, organization, { admin: true, active: false }))
    const member = asPerson(await createMember(test.db, organization))

    for (const [context, name] of [
      [stranger, organization.name],
      [invited, organization.name],
      [member, 'no-such-organization'],
    ] as const) {
      await expect(requireOrganization(context, name)).rejects.toThrow(refusal('not_found'))
      await expect(requireOrganizationAdmin(context, name)).rejects.toThrow(refusal('not_found'))
    }
  })

  it('notes when a member was last active, every five minutes at most', async () => {
    const { organization } = await arrange()
    const member = asPerson(await createMember(test.db, organization))
    const lastActive = async () => (await test.db.select().from(organizationMembers)).at(0)?.lastActiveAt
    const later = (ms: number) => ({ ...member, now: new Date(START.getTime() + ms) })

    await requireOrganization(member, organization.name)
    expect(await lastActive()).toEqual(START)

    const soon = await countQueries(() => requireOrganization(later(5 * 60_000), organization.name))
    expect(soon.queries).toHaveLength(1)
    expect(await lastActive()).toEqual(START)

    await requireOrganization(later(5 * 60_000 + 1), organization.name)
    expect(await lastActive()).toEqual(new Date(START.getTime() + 5 * 60_000 + 1))
  })
})

describe('the organization whose subscription is changed', () => {
  const asOperator = (person: { id: string; email: string }): Context => {
    const context = asPerson(person)
    return { ...context, actor: { ...context.actor, operator: true } as Actor }
  }

  it('is found for any operator of the installation', async () => {
    const { organization } = await arrange()

    expect(await lockOrganizationAsOperator(asOperator(await createPerson(test.db)), organization.name)).toEqual({
      organizationId: organization.id,
    })
  })

  it('is not there for anybody else, be they its admins, and no more than one that does not exist', async () => {
    const { organization } = await arrange()
    const admin = await createMember(test.db, organization, { admin: true })

    await expect(lockOrganizationAsOperator(asPerson(admin), organization.name)).rejects.toThrow(refusal('not_found'))
    await expect(lockOrganizationAsOperator(asOperator(admin), 'no-such-organization')).rejects.toThrow(
      refusal('not_found'),
    )
  })
})
