import { type IncomingHttpHeaders, request } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseTimestamp } from '#contract/common.ts'
import { createMember, createOrganization, createPerson } from '#server/testing/factories.ts'
import { useTestApp } from '#server/testing/test-app.ts'

// Speaks as the public Python client, release 4.1.0, was seen to: over a socket, with a JSON content type and a length
// on every request, also those without a body. Every answer is held to that client's own models.

const test = useTestApp()
let port = 0
beforeAll(async () => {
  const address = await test.app.listen({ port: 0, host: '127.0.0.1' })
  port = Number(new URL(address).port)
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  // Answers have every shape, and the models below say which.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any
}

/** Path parts are percent-encoded and the query is written as a form; fields that are `undefined` are not sent. */
class PublicClient {
  private readonly authorization: string | undefined
  constructor(token?: string) {
    this.authorization = token === undefined ? undefined : `Token ${token}`
  }

  send(
    method: string,
    parts: readonly string[],
    { body, query }: { body?: unknown; query?: Record<string, string> } = {},
  ): Promise<Answer> {
    const path = ['/v2.1', ...parts.map(encodeURIComponent)].join('/')
    const text = body === undefined ? '' : JSON.stringify(body)
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path: query ? `${path}?${new URLSearchParams(query).toString()}` : path,
      headers: {
        accept: method === 'DELETE' ? '*/*' : 'application/json',
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        'user-agent': 'UbiOps/python/4.1.0',
        ...(this.authorization ? { authorization: this.authorization } : {}),
      },
    }
    return new Promise((resolve, reject) => {
      const sent = request(options, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const received = Buffer.concat(chunks).toString()
          const parsed = received === '' ? undefined : JSON.parse(received)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: received, body: parsed })
        })
      })
      sent.on('error', reject)
      sent.end(text)
    })
  }

  async expect(model: ModelName | `list[${ModelName}]`, status: number, ...args: Parameters<PublicClient['send']>) {
    const answer = await this.send(...args)
    expect([answer.status, answer.text]).toEqual([status, expect.any(String)])
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
    expect(problemsOf(model, answer.body)).toEqual([])
    return answer.body
  }

  async expectNothing(...args: Parameters<PublicClient['send']>) {
    const answer = await this.send(...args)
    expect([answer.status, answer.text]).toEqual([204, ''])
  }

  /** The client shows people what it finds under `error`, which must be text. */
  async expectRefusal(status: number, ...args: Parameters<PublicClient['send']>) {
    const answer = await this.send(...args)
    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ error: expect.any(String) })])
    expect(answer.body.error).not.toBe('')
    return answer.body
  }
}

// `required`: the client raises when it is absent or null. `a..b`: lengths. Whatever is not `seldom` is in every answer.
const models = {
  OrganizationList: { id: 'str', name: 'str required 1..64', creation_date: 'datetime' },
  OrganizationDetail: {
    id: 'str',
    name: 'str required 1..64',
    creation_date: 'datetime',
    subscription: 'str required 1..',
    status: 'str required 1..',
    subscription_self_service: 'bool',
  },
  OrganizationUserDetail: {
    id: 'str required 1..',
    email: 'str required 1..',
    name: 'str',
    status: 'str',
    surname: 'str',
    admin: 'bool',
  },
  ResourceUsage: {
    projects: 'int',
    users: 'int',
    deployments: 'int',
    deployment_versions: 'int',
    pipelines: 'int',
    pipeline_versions: 'int',
    buckets: 'int',
    environments: 'int',
  },
  Usage: {
    object_type: 'str required 1..',
    metric: 'str required 1..',
    usage: 'list[UsageMetric] required',
  },
  UsageMetric: { start_date: 'datetime required', end_date: 'datetime required', value: 'float required' },
  ServiceUserList: {
    id: 'str',
    email: 'str required 1..254',
    name: 'str 0..256',
    creation_date: 'str',
    allowed_cors_origins: 'list[str]',
    expiry_date: 'str 1..',
  },
  ServiceUserTokenDetail: {
    id: 'str',
    email: 'str required 1..254',
    token: 'str',
    name: 'str 0..256',
    creation_date: 'str',
    allowed_cors_origins: 'list[str]',
    expiry_date: 'str 1..',
  },
  ServiceUserTokenList: { token: 'str required 1..' },
  PermissionList: { name: 'str 1..' },
  // The client's model says text for `default`, and makes text of whatever comes; the document says boolean.
  RoleList: { id: 'str', name: 'str required 1..64', default: 'bool' },
  RoleDetailList: { id: 'str', name: 'str required 1..64', default: 'bool', permissions: 'list[str]' },
  RoleAssignmentList: {
    id: 'str',
    assignee: 'str',
    assignee_type: 'str',
    role: 'str required 1..',
    resource: 'str',
    resource_type: 'str',
  },
  ProjectDetail: {
    id: 'str',
    name: 'str required 1..64',
    creation_date: 'date',
    advanced_permissions: 'bool',
    credits: 'float',
    organization_name: 'str required 1..',
    suspended: 'bool',
    suspended_reason: 'str',
  },
  ProjectList: {
    id: 'str',
    name: 'str required 1..64',
    creation_date: 'date',
    advanced_permissions: 'bool',
    credits: 'float',
    organization_name: 'str required 1..',
  },
  ProjectUser: { id: 'str', email: 'str required 1..', name: 'str', surname: 'str' },
  InputOutputField: { name: 'str required 1..64', data_type: 'str required 1..', widget: 'dict' },
  DeploymentDetail: {
    id: 'str',
    name: 'str required 1..64',
    project: 'str required 1..',
    description: 'str 0..400',
    input_type: 'str required 1..',
    output_type: 'str required 1..',
    input_fields: 'list[InputOutputField] required',
    output_fields: 'list[InputOutputField] required',
    labels: 'dict',
    creation_date: 'datetime',
    last_updated: 'datetime',
    default_version: 'str',
  },
  VersionDetail: {
    id: 'str',
    version: 'str required 1..64',
    description: 'str 0..400',
    labels: 'dict',
    creation_date: 'datetime',
    last_updated: 'datetime',
  },
  BucketDetail: {
    id: 'str',
    name: 'str required 1..64',
    provider: 'str',
    project: 'str required 1..',
    creation_date: 'datetime',
    configuration: 'dict',
    ttl: 'int',
    description: 'str 0..400',
    labels: 'dict',
    last_updated: 'datetime',
    size: 'int seldom',
    size_measurement_date: 'datetime seldom',
  },
} as const satisfies Record<string, Record<string, string>>
type ModelName = keyof typeof models

const isText = (value: unknown): value is string => typeof value === 'string'
const primitives: Record<string, (value: unknown) => boolean> = {
  str: isText,
  bool: (value) => typeof value === 'boolean',
  int: Number.isSafeInteger,
  float: Number.isFinite,
  date: (value) => isText(value) && /^\d{4}-\d{2}-\d{2}$/.test(value) && parseTimestamp(value) !== undefined,
  datetime: (value) => isText(value) && /T.*(?:Z|[+-]\d\d:\d\d)$/.test(value) && parseTimestamp(value) !== undefined,
  dict: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}

function problemsOf(type: string, value: unknown, at = type): string[] {
  const item = /^list\[(.+)\]$/.exec(type)?.[1]
  if (item !== undefined) {
    if (!Array.isArray(value)) return [`${at} is no list`]
    return value.flatMap((one, index) => problemsOf(item, one, `${at}.${index}`))
  }
  const isPrimitive = primitives[type]
  if (isPrimitive) return isPrimitive(value) ? [] : [`${at} is ${JSON.stringify(value)}, not ${type}`]

  const fields: Record<string, string> = models[type as ModelName]
  if (typeof value !== 'object' || value === null) return [`${at} is no ${type}`]
  return Object.entries(fields).flatMap(([name, rule]) => {
    const [fieldType = '', ...rules] = rule.split(' ')
    const field = (value as Record<string, unknown>)[name]
    if (field === undefined) return rules.includes('seldom') ? [] : [`${at}.${name} is absent`]
    if (field === null) return rules.includes('required') ? [`${at}.${name} is null`] : []
    const [, least = '0', most] = /^(\d+)\.\.(\d*)$/.exec(rules.at(-1) ?? '') ?? []
    const length = isText(field) ? Array.from(field).length : undefined
    if (length !== undefined && (length < Number(least) || length > Number(most || Infinity))) {
      return [`${at}.${name} has ${length} characters`]
    }
    return problemsOf(fieldType, field, `${at}.${name}`)
  })
}

describe('the models of the client', () => {
  const assignment = {
    id: 'a',
    assignee: 'b',
    assignee_type: 'user',
    role: 'c',
    resource: 'd',
    resource_type: 'project',
  }

  it.each([
    ['what is absent', 'RoleAssignmentList', { ...assignment, resource: undefined }, '.resource is absent'],
    ['null where it needs a value', 'RoleAssignmentList', { ...assignment, role: null }, '.role is null'],
    ['text that is too short', 'RoleAssignmentList', { ...assignment, role: '' }, '.role has 0 characters'],
    ['another type', 'RoleAssignmentList', { ...assignment, id: 5 }, '.id is 5, not str'],
    ['one bad item of a list', 'list[PermissionList]', [{ name: 'a' }, { name: '' }], '.1.name has 0 characters'],
    ['something else than a list', 'list[PermissionList]', {}, ' is no list'],
    [
      'a date in words',
      'UsageMetric',
      { start_date: 'x', end_date: null, value: 1 },
      '.start_date is "x", not datetime',
    ],
  ])('notice %s', (_what, model, value, problem) => {
    expect(problemsOf(model, value)[0]).toBe(model + problem)
  })

  it('take null where it needs no value', () => {
    expect(problemsOf('RoleAssignmentList', { ...assignment, resource: null })).toEqual([])
  })
})

/** An organization whose admin the client speaks for. */
async function organizationAdmin() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  return { organization, admin, client: new PublicClient(admin.token) }
}

async function projectAdmin() {
  const made = await organizationAdmin()
  const body = { name: 'project-1', organization_name: made.organization.name, advanced_permissions: false }
  await made.client.expect('ProjectDetail', 201, 'POST', ['projects'], { body })
  return { ...made, project: ['projects', 'project-1'] }
}

describe('organizations (document 002)', () => {
  it('are created, listed, read and renamed', async () => {
    const client = new PublicClient((await createPerson(test.db)).token)
    const body = { name: 'test-organization', subscription: 'professional', subscription_end_date: '2027-03-25' }

    const created = await client.expect('OrganizationList', 201, 'POST', ['organizations'], { body })
    const list = await client.expect('list[OrganizationList]', 200, 'GET', ['organizations'])
    const detail = await client.expect('OrganizationDetail', 200, 'GET', ['organizations', 'test-organization'])
    const renamed = await client.expect('OrganizationDetail', 200, 'PATCH', ['organizations', 'test-organization'], {
      body: { name: 'new-organization-name' },
    })

    expect(created.creation_date).toBe('2026-03-10T12:00:00.000000Z')
    expect(list).toMatchObject([{ id: created.id, name: 'test-organization' }])
    expect(detail).toMatchObject({ id: created.id, subscription: 'professional' })
    expect(renamed).toMatchObject({ id: created.id, name: 'new-organization-name' })
    await client.expectRefusal(404, 'GET', ['organizations', 'test-organization'])
  })

  it('have subscriptions that only an operator changes', async () => {
    const { organization, client } = await organizationAdmin()
    const operator = await createMember(test.db, organization, { admin: true, operator: true })
    const path = ['organizations', organization.name]
    const body = {
      subscription: 'professional',
      subscription_start_date: '2026-03-10',
      subscription_end_date: '2026-08-30',
    }

    await client.expectRefusal(403, 'PATCH', path, { body })
    const changed = await new PublicClient(operator.token).expect('OrganizationDetail', 200, 'PATCH', path, { body })

    expect(changed.subscription).toBe('professional')
  })

  it('refuse the names and subscriptions that the document excludes', async () => {
    const { organization, client } = await organizationAdmin()
    const create = (status: number, body: object) => client.expectRefusal(status, 'POST', ['organizations'], { body })

    await create(400, { name: 'Capital', subscription: 'free' })
    await create(400, { name: '1st', subscription: 'free' })
    await create(400, { name: 'no-subscription' })
    await create(400, { name: 'no-end', subscription: 'professional' })
    await create(400, { name: 'own-end', subscription: 'free', subscription_end_date: '2026-05-01' })
    await create(400, { name: 'no-day', subscription: 'professional', subscription_end_date: '2027-02-30' })
    await create(409, { name: organization.name, subscription: 'free' })
  })

  it('count their resources', async () => {
    const { organization, client } = await projectAdmin()

    const path = ['organizations', organization.name, 'resources']
    const resources = await client.expect('ResourceUsage', 200, 'GET', path)

    expect(resources).toMatchObject({ projects: 1, users: 1, deployments: 0, pipelines: 0, buckets: 0 })
  })

  it('report usage of the current subscription period, of a range, and by day', async () => {
    const { organization, client } = await organizationAdmin()
    const usage = (query?: Record<string, string>) =>
      client.expect('list[Usage]', 200, 'GET', ['organizations', organization.name, 'usage'], query ? { query } : {})

    const current = await usage()
    const range = await usage({ start_date: '2019-08-01T00:00:00Z', end_date: '2019-09-01T00:00:00Z' })
    const printed = await usage({ start_date: '2019-08-01 00:00:00', end_date: '2019-09-01 00:00:00+00:00' })
    const days = await usage({ start_date: '2019-08-01', end_date: '2019-08-04', interval: 'day' })

    expect(current.map((one: { object_type: string; metric: string }) => [one.object_type, one.metric])).toEqual([
      ['deployment_version', 'credits'],
      ['deployment_version', 'input_volume'],
      ['deployment_version', 'output_volume'],
      ['pipeline_version', 'input_volume'],
      ['pipeline_version', 'output_volume'],
    ])
    expect(current[0].usage).toEqual([
      { start_date: '2026-03-10T00:00:00Z', end_date: '2026-04-10T00:00:00Z', value: 0 },
    ])
    expect(range[0].usage).toEqual([{ start_date: '2019-08-01T00:00:00Z', end_date: '2019-09-01T00:00:00Z', value: 0 }])
    expect(printed).toEqual(range)
    expect(days[4].usage).toHaveLength(3)
    await client.expectRefusal(400, 'GET', ['organizations', organization.name, 'usage'], {
      query: { interval: 'week' },
    })
  })
})

describe('organization users (document 002)', () => {
  it('are added, listed, read, updated and deleted', async () => {
    const { organization, client } = await organizationAdmin()
    const users = ['organizations', organization.name, 'users']
    const { email } = await createPerson(test.db)

    const added = await client.expect('OrganizationUserDetail', 201, 'POST', users, { body: { email, admin: false } })
    const list = await client.expect('list[OrganizationUserDetail]', 200, 'GET', users)
    const read = await client.expect('OrganizationUserDetail', 200, 'GET', [...users, added.id])
    const updated = await client.expect('OrganizationUserDetail', 200, 'PATCH', [...users, added.id], {
      body: { admin: true },
    })
    await client.expectNothing('DELETE', [...users, added.id])

    expect(list).toHaveLength(2)
    expect(read).toMatchObject({ id: added.id, email, admin: false })
    expect(updated).toMatchObject({ id: added.id, admin: true })
    await client.expectRefusal(404, 'GET', [...users, added.id])
  })

  it('are managed by admins, of whom the last one stays', async () => {
    const { organization, admin, client } = await organizationAdmin()
    const member = await createMember(test.db, organization)
    const asMember = new PublicClient(member.token)
    const users = ['organizations', organization.name, 'users']

    await asMember.expectRefusal(403, 'POST', users, { body: { email: 'new@example.com', admin: false } })
    await asMember.expectRefusal(403, 'PATCH', [...users, member.id], { body: { admin: true } })
    await asMember.expectRefusal(403, 'DELETE', [...users, admin.id])
    await client.expectRefusal(409, 'PATCH', [...users, admin.id], { body: { admin: false } })
    await client.expectRefusal(409, 'DELETE', [...users, admin.id])
    await client.expectRefusal(409, 'POST', users, { body: { email: member.email, admin: false } })
    await client.expectRefusal(400, 'POST', users, { body: { email: 'no e-mail' } })
  })

  it('lose their roles in the organization’s projects when they are deleted', async () => {
    const { organization, client, project } = await projectAdmin()
    const member = await createMember(test.db, organization)
    const assignment = { assignee: member.id, assignee_type: 'user', role: 'project-viewer' }
    await client.expect('RoleAssignmentList', 201, 'POST', [...project, 'role-assignments'], { body: assignment })

    await client.expectNothing('DELETE', ['organizations', organization.name, 'users', member.id])

    const query = { assignee: member.id, assignee_type: 'user' }
    const path = [...project, 'role-assignments']
    expect(await client.expect('list[RoleAssignmentList]', 200, 'GET', path, { query })).toEqual([])
  })
})

describe('service users (document 000)', () => {
  it('are created, listed, read, updated, given a new token and deleted', async () => {
    const { client, project } = await projectAdmin()
    const users = [...project, 'service-users']
    const body = {
      name: 'service-user-1',
      allowed_cors_origins: ['https://app.example.com'],
      expiry_date: '2030-01-01T00:00:00',
    }

    const created = await client.expect('ServiceUserTokenDetail', 201, 'POST', users, { body })
    const one = [...users, created.id]
    const list = await client.expect('list[ServiceUserList]', 200, 'GET', users)
    const read = await client.expect('ServiceUserList', 200, 'GET', one)
    const updated = await client.expect('ServiceUserList', 200, 'PATCH', one, {
      body: { name: 'new-service-user-name', allowed_cors_origins: [], expiry_date: '2030-01-01T00:00:00+02:00' },
    })
    const forever = await client.expect('ServiceUserList', 200, 'PATCH', one, { body: { expiry_date: null } })
    const reset = await client.expect('ServiceUserTokenList', 200, 'PUT', [...one, 'token'])

    expect(created).toMatchObject({ ...body, expiry_date: '2030-01-01T00:00:00.000+00:00' })
    expect(created.email).toMatch(new RegExp(`^${created.id}\\.project-1@serviceuser\\.`))
    expect(list).toMatchObject([{ id: created.id }])
    expect(JSON.stringify([list, read, updated, forever])).not.toContain('"token"')
    expect(updated).toMatchObject({ name: 'new-service-user-name', allowed_cors_origins: [] })
    expect(updated.expiry_date).toBe('2029-12-31T22:00:00.000+00:00')
    expect(forever.expiry_date).toBeNull()
    await new PublicClient(created.token).expectRefusal(401, 'GET', ['projects'])
    await new PublicClient(reset.token).expect('list[ProjectList]', 200, 'GET', ['projects'])
    await client.expectNothing('DELETE', one)
    await new PublicClient(reset.token).expectRefusal(401, 'GET', ['projects'])
    await client.expectRefusal(404, 'GET', one)
  })

  it('need neither name nor expiry', async () => {
    const { client, project } = await projectAdmin()

    const path = [...project, 'service-users']
    const created = await client.expect('ServiceUserTokenDetail', 201, 'POST', path, { body: {} })

    expect(created.expiry_date).toBeNull()
  })

  it('refuse update and reset once their expiry date has been reached', async () => {
    const { client, project } = await projectAdmin()
    const body = { expiry_date: '2026-03-10T12:00:00' }
    const path = [...project, 'service-users']
    const { id } = await client.expect('ServiceUserTokenDetail', 201, 'POST', path, { body })

    await client.expectRefusal(409, 'PATCH', [...path, id], { body: { expiry_date: null } })
    await client.expectRefusal(409, 'PUT', [...path, id, 'token'])
    await client.expectNothing('DELETE', [...path, id])
  })

  it('refuse bad dates', async () => {
    const { client, project } = await projectAdmin()

    for (const expiry_date of ['tomorrow', '2030-02-30', 'infinity', 5]) {
      await client.expectRefusal(400, 'POST', [...project, 'service-users'], { body: { expiry_date } })
    }
  })
})

describe('roles (document 001)', () => {
  const permissions = ['deployments.list', 'deployments.get', 'deployments.delete']
  const name = 'custom-deployment-editor-role'

  it('take their permissions from the list', async () => {
    const { client } = await organizationAdmin()

    const list = await client.expect('list[PermissionList]', 200, 'GET', ['permissions'])

    expect(list).toContainEqual({ name: 'deployments.versions.list' })
    expect(list).toContainEqual({ name: 'roles.assignments.create' })
  })

  it('are created, listed, read, updated and deleted', async () => {
    const { client, project } = await projectAdmin()
    const roles = [...project, 'roles']

    const created = await client.expect('RoleDetailList', 201, 'POST', roles, { body: { name, permissions } })
    const list = await client.expect('list[RoleList]', 200, 'GET', roles)
    const read = await client.expect('RoleDetailList', 200, 'GET', [...roles, name])
    const updated = await client.expect('RoleDetailList', 200, 'PATCH', [...roles, name], {
      body: { name: 'new-deployment-editor-role', permissions: permissions.slice(0, 2) },
    })
    await client.expectNothing('DELETE', [...roles, 'new-deployment-editor-role'])

    expect(created).toMatchObject({ name, default: false })
    expect(created.permissions.toSorted()).toEqual(permissions.toSorted())
    expect(list).toContainEqual(expect.objectContaining({ name, default: false }))
    expect(list).toContainEqual(expect.objectContaining({ name: 'project-viewer', default: true }))
    expect(read).toEqual(created)
    expect(updated.permissions.toSorted()).toEqual(permissions.slice(0, 2).toSorted())
    await client.expectRefusal(404, 'GET', [...roles, name])
  })

  it('refuse bad names, unknown permissions, doubles, changes of default roles and people without the right', async () => {
    const { organization, client, project } = await projectAdmin()
    const roles = [...project, 'roles']
    const member = new PublicClient((await createMember(test.db, organization)).token)
    await client.expect('RoleDetailList', 201, 'POST', roles, { body: { name, permissions } })

    await client.expectRefusal(400, 'POST', roles, { body: { name: 'Role', permissions } })
    await client.expectRefusal(400, 'POST', roles, { body: { name: 'role', permissions: ['deployments.fly'] } })
    await client.expectRefusal(409, 'POST', roles, { body: { name, permissions } })
    await client.expectRefusal(409, 'PATCH', [...roles, 'project-viewer'], { body: { name: 'mine' } })
    await client.expectRefusal(409, 'DELETE', [...roles, 'project-viewer'])
    await member.expectRefusal(403, 'POST', roles, { body: { name: 'mine', permissions } })
    await member.expectRefusal(403, 'PATCH', [...roles, name], { body: { permissions } })
    await member.expectRefusal(403, 'DELETE', [...roles, name])
  })
})

describe('role assignments (document 001)', () => {
  async function withObjects() {
    const made = await projectAdmin()
    const member = await createMember(test.db, made.organization)
    const { client, project } = made
    const body = { name: 'deployment-1', input_type: 'plain', output_type: 'plain' }
    await client.expect('DeploymentDetail', 201, 'POST', [...project, 'deployments'], { body })
    await client.expect('BucketDetail', 201, 'POST', [...project, 'buckets'], {
      body: { name: 'bucket-1', provider: 'ubiops' },
    })
    return { ...made, member, path: [...project, 'role-assignments'] }
  }

  it('are made on the project and on objects, to users, service users and deployments', async () => {
    const { client, project, member, path } = await withObjects()
    const serviceUser = await client.expect('ServiceUserTokenDetail', 201, 'POST', [...project, 'service-users'], {
      body: {},
    })
    const assign = (body: object) => client.expect('RoleAssignmentList', 201, 'POST', path, { body })

    const onProject = await assign({ assignee: member.id, assignee_type: 'user', role: 'deployment-admin' })
    const onObject = await assign({
      assignee: member.id,
      assignee_type: 'user',
      role: 'deployment-viewer',
      resource: 'deployment-1',
      resource_type: 'deployment',
    })
    const ofDeployment = await assign({
      assignee: 'deployment-1',
      assignee_type: 'deployment',
      role: 'file-reader',
      resource: 'bucket-1',
      resource_type: 'bucket',
    })
    await assign({ assignee: serviceUser.id, assignee_type: 'user', role: 'deployment-viewer' })

    expect(onProject).toMatchObject({ role: 'deployment-admin', resource: 'project-1', resource_type: 'project' })
    expect(onObject).toMatchObject({ resource: 'deployment-1', resource_type: 'deployment' })
    expect(ofDeployment).toMatchObject({ assignee: 'deployment-1', assignee_type: 'deployment', resource: 'bucket-1' })
    const seen = await new PublicClient(serviceUser.token).expect('list[DeploymentDetail]', 200, 'GET', [
      ...project,
      'deployments',
    ])
    expect(seen).toMatchObject([{ name: 'deployment-1' }])
  })

  it('are read, listed by user and by object, and deleted', async () => {
    const { client, member, path } = await withObjects()
    const body = {
      assignee: member.id,
      assignee_type: 'user',
      role: 'deployment-viewer',
      resource: 'deployment-1',
      resource_type: 'deployment',
    }
    const created = await client.expect('RoleAssignmentList', 201, 'POST', path, { body })
    const list = (query: Record<string, string>) =>
      client.expect('list[RoleAssignmentList]', 200, 'GET', path, { query })

    expect(await client.expect('RoleAssignmentList', 200, 'GET', [...path, created.id])).toEqual(created)
    expect(await list({ assignee: member.id, assignee_type: 'user' })).toEqual([created])
    expect(await list({ resource: 'deployment-1', resource_type: 'deployment' })).toEqual([created])
    await client.expectNothing('DELETE', [...path, created.id])
    await client.expectRefusal(404, 'GET', [...path, created.id])
    expect(await list({ assignee: member.id, assignee_type: 'user' })).toEqual([])
  })

  it('refuse half a resource, unknown roles, assignees and objects, and people without the right', async () => {
    const { client, member, path } = await withObjects()
    const whole = { assignee: member.id, assignee_type: 'user', role: 'deployment-viewer' }
    const refuse = (body: object) => client.expectRefusal(400, 'POST', path, { body })

    await refuse({ ...whole, resource: 'deployment-1' })
    await refuse({ ...whole, resource_type: 'deployment' })
    await refuse({ ...whole, role: 'no-such-role' })
    await refuse({ ...whole, assignee: '0193e4b0-0000-7000-8000-000000000000' })
    await refuse({ ...whole, resource: 'no-such-deployment', resource_type: 'deployment' })
    await new PublicClient(member.token).expectRefusal(403, 'POST', path, { body: whole })
  })
})

describe('projects and their objects', () => {
  it('projects are created, listed, read, updated and deleted', async () => {
    const { organization, client } = await organizationAdmin()
    const body = { name: 'project-1', organization_name: organization.name, advanced_permissions: false }

    const created = await client.expect('ProjectDetail', 201, 'POST', ['projects'], { body })
    const list = await client.expect('list[ProjectList]', 200, 'GET', ['projects'])
    const read = await client.expect('ProjectDetail', 200, 'GET', ['projects', 'project-1'])
    const updated = await client.expect('ProjectDetail', 200, 'PATCH', ['projects', 'project-1'], {
      body: { name: 'project-2' },
    })
    await client.expectNothing('DELETE', ['projects', 'project-2'])

    expect(created).toMatchObject(body)
    expect(list).toEqual([created])
    expect(read).toEqual(created)
    expect(updated).toEqual({ ...created, name: 'project-2' })
    expect(await client.expect('list[ProjectList]', 200, 'GET', ['projects'])).toEqual([])
  })

  it('project users are added, listed, read and removed', async () => {
    const { organization, admin, client, project } = await projectAdmin()
    const member = await createMember(test.db, organization)
    const users = [...project, 'users']

    const added = await client.expect('ProjectUser', 201, 'POST', users, { body: { user_id: member.id } })
    const list = await client.expect('list[ProjectUser]', 200, 'GET', users)

    expect(list.map(({ id }: { id: string }) => id).toSorted()).toEqual([admin.id, member.id].toSorted())
    expect(await client.expect('ProjectUser', 200, 'GET', [...users, member.id])).toEqual(added)
    await client.expectNothing('DELETE', [...users, member.id])
    await client.expectRefusal(404, 'GET', [...users, member.id])
  })

  it.each(['deployments', 'pipelines'])(
    '%s and their versions are created, read, updated and deleted',
    async (kind) => {
      const { client, project } = await projectAdmin()
      const path = [...project, kind]
      const plain = { name: 'plain-1', input_type: 'plain', output_type: 'plain' }
      const structured = {
        name: 'structured-1',
        input_type: 'structured',
        output_type: 'structured',
        input_fields: [{ name: 'in-1', data_type: 'int' }],
        output_fields: [{ name: 'out-1', data_type: 'double' }],
        description: 'A description',
        labels: { type: 'deployment' },
      }

      await client.expect('DeploymentDetail', 201, 'POST', path, { body: plain })
      const created = await client.expect('DeploymentDetail', 201, 'POST', path, { body: structured })
      const list = await client.expect('list[DeploymentDetail]', 200, 'GET', path)
      const one = [...path, 'structured-1']
      await client.expect('VersionDetail', 201, 'POST', [...one, 'versions'], { body: { version: 'v1' } })
      await client.expect('list[VersionDetail]', 200, 'GET', [...one, 'versions'])
      await client.expect('VersionDetail', 200, 'GET', [...one, 'versions', 'v1'])
      const body = { description: 'Another' }
      await client.expect('VersionDetail', 200, 'PATCH', [...one, 'versions', 'v1'], { body })
      const updated = await client.expect('DeploymentDetail', 200, 'PATCH', one, { body })
      await client.expectNothing('DELETE', [...one, 'versions', 'v1'])
      const read = await client.expect('DeploymentDetail', 200, 'GET', one)
      await client.expectNothing('DELETE', one)

      expect(created).toMatchObject({ ...structured, project: 'project-1' })
      expect(list).toHaveLength(2)
      expect(updated).toMatchObject({ description: 'Another', default_version: 'v1' })
      expect(read.default_version).toBeNull()
      await client.expectRefusal(404, 'GET', one)
      await client.expectRefusal(409, 'POST', path, { body: plain })
    },
  )

  it('buckets are created, listed, read, updated and deleted', async () => {
    const { client, project } = await projectAdmin()
    const path = [...project, 'buckets']
    const body = { name: 'bucket-1', provider: 'ubiops' }

    const created = await client.expect('BucketDetail', 201, 'POST', path, { body })
    const list = await client.expect('list[BucketDetail]', 200, 'GET', path)
    await client.expect('BucketDetail', 200, 'GET', [...path, 'bucket-1'])
    const updated = await client.expect('BucketDetail', 200, 'PATCH', [...path, 'bucket-1'], { body: { ttl: 604800 } })
    await client.expectNothing('DELETE', [...path, 'bucket-1'])

    expect(list).toEqual([created])
    expect(updated.ttl).toBe(604800)
    await client.expectRefusal(404, 'GET', [...path, 'bucket-1'])
  })
})

describe('the wire', () => {
  it('refuses whoever has no token, a dead one, or one with spaces', async () => {
    for (const client of [new PublicClient(), new PublicClient('stw_dead'), new PublicClient('two words')]) {
      await client.expectRefusal(401, 'GET', ['organizations'])
      await client.expectRefusal(401, 'GET', ['projects', 'project-1', 'service-users'])
    }
  })

  it('finds nothing under names that only encoding brings through', async () => {
    const { client } = await projectAdmin()

    for (const name of ['project 1', 'project-1/roles', 'Ünïcode', 'a+b', '..', '%', "'; drop table projects; --"]) {
      await client.expectRefusal(404, 'GET', ['projects', name, 'roles'])
      await client.expectRefusal(404, 'GET', ['organizations', name])
    }
  })
})
