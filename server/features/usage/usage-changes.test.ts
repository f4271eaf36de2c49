import { uuidv7 } from 'uuidv7'
import { describe, expect, it } from 'vitest'
import { allEndpoints } from '#contract/all.ts'
import { type UsageChange, usageChangeActions } from '#contract/usage-changes.ts'
import { auditEvents } from '#server/db/schema.ts'
import {
  assignRole,
  createAccountServiceUser,
  createMember,
  createMemberWith,
  createOrganization,
  createProject,
  createRole,
  createServiceUser,
} from '#server/testing/factories.ts'
import { countQueries } from '#server/testing/queries.ts'
import { createWorld, urlOf, validRequest } from '#server/testing/requests.ts'
import { type CallOptions, START, useTestApp } from '#server/testing/test-app.ts'

// The clock stands at noon of 10 March 2026, on which the subscription began.
const test = useTestApp()

const AUDIT = ['projects.audit.list']

async function arrange() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true, operator: true })
  const project = await createProject(test.db, organization, 'alpha')
  const url = `/v2.1/organizations/${organization.name}/usage/changes`
  const ask = (as: CallOptions['as'] = admin, query: Record<string, string> = {}) =>
    test.call('GET', `${url}?${new URLSearchParams(query).toString()}`, { as })
  const seenBy = async (as: CallOptions['as'] = admin, query: Record<string, string> = {}) =>
    ((await ask(as, query)).body as UsageChange[]).map(({ action, object_name }) => `${action} ${object_name}`)
  const createDeployment = (name: string, where = project.name) =>
    test.call('POST', `/v2.1/projects/${where}/deployments`, { as: admin, body: { name, input_type: 'plain' } })
  return { organization, admin, project, url, ask, seenBy, createDeployment }
}

/** An event as the audit trail has it, of somebody who created a deployment. */
const eventOf = (organizationId: string, at: Date, values: Partial<typeof auditEvents.$inferInsert> = {}) => ({
  id: uuidv7(),
  organizationId,
  at,
  actorType: 'person' as const,
  actorName: 'ada@example.com',
  action: 'deployments_create',
  objectType: 'deployments',
  objectName: 'detector',
  outcome: 'done' as const,
  requestId: 'request',
  ...values,
})

const refused = (status: number, code: string) => ({ status, body: { code } })
const sixMinutesLater = () => {
  test.clock.now = new Date(test.clock.now.getTime() + 6 * 60_000)
}

describe('what changed in an organization', () => {
  it('is told newest first, with versions under the name of what they belong to', async () => {
    const { admin, ask, createDeployment } = await arrange()
    await createDeployment('detector')
    sixMinutesLater()
    await test.call('POST', '/v2.1/projects/alpha/deployments/detector/versions', {
      as: admin,
      body: { version: 'v2' },
    })

    const { status, body } = await ask()

    expect(status).toBe(200)
    const common = { id: expect.any(String), project: 'alpha', actor: admin.email }
    expect(body).toEqual([
      // And not that the first version has become the default one.
      {
        ...common,
        date: '2026-03-10T12:06:00.000000Z',
        action: 'deployment_versions_create',
        object_type: 'deployment_versions',
        object_name: 'detector/v2',
      },
      {
        ...common,
        date: '2026-03-10T12:00:00.000000Z',
        action: 'deployments_create',
        object_type: 'deployments',
        object_name: 'detector',
      },
    ])
  })

  it('is what the contract lists and nothing that was refused', async () => {
    const { organization, seenBy } = await arrange()
    const actions = [...usageChangeActions, 'service_users_create', 'buckets_create', 'projects_update', 'roles_update']
    await test.db.insert(auditEvents).values([
      ...actions.map((action) =>
        eventOf(organization.id, START, {
          action,
          objectType: action.replace(/_[a-z]+$/, ''),
          after: { subscription: 'premium' },
        }),
      ),
      eventOf(organization.id, START, { outcome: 'refused', errorCode: 'forbidden' }),
    ])

    expect((await seenBy()).toSorted()).toEqual(usageChangeActions.map((action) => `${action} detector`).toSorted())
  })

  it('knows every action that the contract lists from an operation that exists', () => {
    const operations = allEndpoints.filter(({ method }) => method !== 'GET').map(({ operation }) => operation)

    expect(operations).toEqual(expect.arrayContaining([...usageChangeActions]))
  })

  it('has its subscription, and not its name alone', async () => {
    const { organization, admin, ask } = await arrange()
    const update = (name: string, body: object) =>
      test.call('PATCH', `/v2.1/organizations/${name}`, { as: admin, body })
    await update(organization.name, { name: 'renamed' })
    await update('renamed', {
      subscription: 'premium',
      subscription_start_date: '2026-03-10',
      subscription_end_date: '2027-01-01',
    })

    expect(await ask()).toMatchObject(refused(404, 'not_found'))
    const { body } = await test.call('GET', '/v2.1/organizations/renamed/usage/changes', { as: admin })
    expect(body).toMatchObject([{ action: 'organizations_update', object_name: 'renamed', project: null }])
  })

  it('has its limits', async () => {
    const { organization, admin, seenBy } = await arrange()
    const url = `/v2.1/organizations/${organization.name}/usage-limits/credits`
    await test.call('PUT', url, { as: admin, body: { value: 5 } })
    await test.call('DELETE', url, { as: admin })

    expect(await seenBy()).toEqual(['usage_limits_delete credits', 'usage_limits_update credits'])
  })

  it('is none of another organization', async () => {
    const { seenBy } = await arrange()
    const other = await createOrganization(test.db)
    await test.db.insert(auditEvents).values(eventOf(other.id, START))

    expect(await seenBy()).toEqual([])
  })

  it('is that of the current subscription period, or of the days that are asked for', async () => {
    const { organization, seenBy } = await arrange()
    const days = [
      '2026-03-09T23:59:59.999Z',
      '2026-03-10T00:00:00Z',
      '2026-04-09T23:59:59.999Z',
      '2026-04-10T00:00:00Z',
    ]
    await test.db
      .insert(auditEvents)
      .values(days.map((day) => eventOf(organization.id, new Date(day), { objectName: day })))
    const named = (...expected: (string | undefined)[]) => expected.map((day) => `deployments_create ${day}`)

    expect(await seenBy()).toEqual(named(days[2], days[1]))
    expect(await seenBy(undefined, { start_date: '2026-03-09', end_date: '2026-03-10' })).toEqual(named(days[0]))
    expect(await seenBy(undefined, { end_date: '2026-04-10T00:00:01Z' })).toEqual(named(days[3], days[2], days[1]))
  })

  it('is at most 500 events, those of one instant in the order in which they happened', async () => {
    const { organization, seenBy } = await arrange()
    await test.db
      .insert(auditEvents)
      .values(Array.from({ length: 510 }, (_, index) => eventOf(organization.id, START, { objectName: `d${index}` })))

    const seen = await seenBy()

    expect(seen).toHaveLength(500)
    expect([seen[0], seen.at(-1)]).toEqual(['deployments_create d509', 'deployments_create d10'])
  })

  it.each([
    [{ start_date: '2026-02-02', end_date: '2026-02-01' }, 'usage_range_invalid'],
    [{ start_date: '2016-01-01', end_date: '2026-01-02' }, 'usage_range_invalid'],
    [{ start_date: '2026-02-30' }, 'invalid_input'],
  ])('refuses the range %j', async (query: Record<string, string>, code) => {
    const { ask } = await arrange()

    expect(await ask(undefined, query)).toMatchObject(refused(400, code))
  })
})

describe('a member who is no admin', () => {
  it('sees what was done in projects whose audit trail they may list', async () => {
    const { organization, admin, project, seenBy, createDeployment } = await arrange()
    const member = await createMemberWith(test.db, project, AUDIT)
    await createProject(test.db, organization, 'beta')
    await createDeployment('detector')
    await createDeployment('other', 'beta')
    await test.call('PUT', `/v2.1/organizations/${organization.name}/usage-limits/credits`, {
      as: admin,
      body: { value: 5 },
    })

    expect(await seenBy(member)).toEqual(['deployments_create detector'])
    expect(await seenBy(admin)).toHaveLength(3)
  })

  it('sees nothing without the permission, or with it on an object only', async () => {
    const { organization, admin, project, seenBy, createDeployment } = await arrange()
    const created = await createDeployment('detector')
    const viewer = await createMemberWith(test.db, project, ['deployments.list'])
    const local = await createMember(test.db, organization)
    const role = await createRole(test.db, project, AUDIT)
    await assignRole(test.db, project, role.name, { person: local }, { id: created.body.id })

    expect(await seenBy(viewer)).toEqual([])
    expect(await seenBy(local)).toEqual([])
    expect(await seenBy(admin)).toHaveLength(1)
  })

  it('sees nothing of a project that was deleted, which admins see by its last name', async () => {
    const { admin, project, ask, seenBy, createDeployment } = await arrange()
    const member = await createMemberWith(test.db, project, AUDIT)
    await createDeployment('detector')
    await test.call('PATCH', '/v2.1/projects/alpha', { as: admin, body: { name: 'omega' } })
    sixMinutesLater()
    await test.call('DELETE', '/v2.1/projects/omega', { as: admin })

    expect(await seenBy(member)).toEqual([])
    expect((await ask()).body).toMatchObject([
      { action: 'projects_delete', object_name: 'omega', project: 'omega' },
      { action: 'deployments_create', object_name: 'detector', project: 'omega' },
    ])
    expect((await ask(admin, { end_date: '2026-03-11' })).body).toHaveLength(2)
  })

  it('sees a project of that name that was made anew without the past of the other one', async () => {
    const { organization, admin, seenBy, createDeployment } = await arrange()
    await createDeployment('detector')
    await test.call('DELETE', '/v2.1/projects/alpha', { as: admin })
    const again = await createProject(test.db, organization, 'alpha')
    const member = await createMemberWith(test.db, again, AUDIT)

    expect(await seenBy(member)).toEqual([])
  })
})

describe('others', () => {
  it('are refused', async () => {
    const { organization, project, ask } = await arrange()
    const foreigner = await createMember(test.db, await createOrganization(test.db), { admin: true, operator: true })
    const invited = await createMember(test.db, organization, { admin: true, active: false })
    const serviceUser = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'project-admin', { serviceUser })
    const owner = await createAccountServiceUser(test.db, organization, { profile: 'OWNER', keyTypes: ['MONITORING'] })

    expect(await ask(foreigner)).toMatchObject(refused(404, 'not_found'))
    expect(await ask(invited)).toMatchObject(refused(404, 'not_found'))
    expect(await ask(serviceUser)).toMatchObject(refused(403, 'service_user_forbidden'))
    expect(await ask(owner)).toMatchObject(refused(403, 'forbidden'))
  })
})

describe('every change that the contract lists', () => {
  it.each(usageChangeActions)('is told with a name and its project: %s', async (action) => {
    const world = await createWorld(test.db)
    const endpoint = allEndpoints.find(({ operation }) => operation === action)
    if (!endpoint) throw new Error(`There is no operation ${action}`)
    const request = validRequest(endpoint, world)
    await test.call(endpoint.method, urlOf(endpoint, request), { as: world.admin, body: request.body })
    const name = action === 'organizations_update' ? 'renamed-organization' : world.organization.name

    const { body } = await test.call('GET', `/v2.1/organizations/${name}/usage/changes`, { as: world.admin })

    const isOfOrganization = action === 'organizations_update' || action.startsWith('usage_limits')
    const project = action === 'projects_create' ? 'new-project' : world.project.name
    expect(body).toMatchObject([
      {
        action,
        object_name: expect.stringMatching(action.includes('versions') ? /^[a-z][\w-]*\/v[\d.]+$/ : /^[a-z][\w-]*$/),
        project: isOfOrganization ? null : project,
      },
    ])
  })
})

describe('the list of changes', () => {
  it('takes as many queries for many events in many projects as for one', async () => {
    const { organization, seenBy, createDeployment } = await arrange()
    await createDeployment('detector')
    await seenBy()
    const few = await countQueries(() => seenBy())
    for (let index = 0; index < 10; index += 1) {
      const { name } = await createProject(test.db, organization)
      await createDeployment('detector', name)
    }

    const many = await countQueries(() => seenBy())

    expect(many.result).toHaveLength(11)
    expect(many.queries).toHaveLength(few.queries.length)
  })
})
