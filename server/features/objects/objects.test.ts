import { describe, expect, it } from 'vitest'
import { objects, objectVersions, roleAssignments } from '#server/db/schema.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import {
  assignRole,
  createMember,
  createMemberWith,
  createObject,
  createOrganization,
  createProject,
  createRole,
  createServiceUser,
} from '#server/testing/factories.ts'
import { useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

type Kind = 'deployment' | 'pipeline' | 'bucket'
const versionedKinds: Kind[] = ['deployment', 'pipeline']
const kinds: Kind[] = [...versionedKinds, 'bucket']
type Caller = { token: string }

async function world() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const project = await createProject(test.db, organization)
  const path = (kind: Kind) => `/v2.1/projects/${project.name}/${kind}s`
  return { organization, admin, project, path }
}

const smallest = (kind: Kind, name = 'object-1') =>
  kind === 'bucket' ? { name, provider: 'ubiops' } : { name, input_type: 'plain', output_type: 'plain' }

const events = () => auditTrail(test.db)
const names = (rows: { name: string }[]) => rows.map(({ name }) => name)
const withoutId = (body: object) => ({ ...body, request_id: '' })

describe('creating an object', () => {
  it.each(versionedKinds)('answers a %s as documented to the smallest body', async (kind) => {
    const { admin, project, path } = await world()

    const created = await test.call('POST', path(kind), { as: admin, body: smallest(kind) })

    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      id: expect.any(String),
      name: 'object-1',
      project: project.name,
      description: '',
      input_type: 'plain',
      output_type: 'plain',
      input_fields: [],
      output_fields: [],
      labels: {},
      creation_date: '2026-03-10T12:00:00.000000Z',
      last_updated: '2026-03-10T12:00:00.000000Z',
      default_version: null,
    })
    expect((await test.call('GET', `${path(kind)}/object-1`, { as: admin })).body).toEqual(created.body)
    expect((await test.call('GET', path(kind), { as: admin })).body).toEqual([created.body])
  })

  it.each(versionedKinds)('keeps the fields of a structured %s', async (kind) => {
    const { admin, path } = await world()
    const body = {
      name: 'structured-1',
      input_type: 'structured',
      output_type: 'structured',
      input_fields: [{ name: 'in-1', data_type: 'int', widget: { type: 'slider', range: [0, 10] } }],
      output_fields: [{ name: 'out-1', data_type: 'double' }],
      description: 'Two\nlines',
      labels: { type: 'deployment' },
    }

    const created = await test.call('POST', path(kind), { as: admin, body })

    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({
      ...body,
      output_fields: [{ name: 'out-1', data_type: 'double', widget: {} }],
    })
  })

  it('answers a bucket as documented, and keeps no credentials', async () => {
    const { admin, project, path } = await world()
    const body = {
      name: 'bucket-1',
      provider: 'google_cloud_storage',
      credentials: { key: 'top-secret-key' },
      configuration: { bucket: 'there' },
      ttl: 604800,
      description: 'Files',
      labels: { team: 'a' },
    }

    const created = await test.call('POST', path('bucket'), { as: admin, body })

    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      ...body,
      id: expect.any(String),
      project: project.name,
      credentials: {},
      creation_date: '2026-03-10T12:00:00.000000Z',
      last_updated: '2026-03-10T12:00:00.000000Z',
    })
    expect((await test.call('GET', `${path('bucket')}/bucket-1`, { as: admin })).body).toEqual({
      ...created.body,
      size: null,
      size_measurement_date: null,
    })
    expect(JSON.stringify([await test.db.select().from(objects), await events()])).not.toContain('top-secret-key')
  })

  it('makes a bucket of our own provider from its name alone', async () => {
    const { admin, path } = await world()

    const created = await test.call('POST', path('bucket'), { as: admin, body: { name: 'bucket-1' } })

    expect(created.body).toMatchObject({ provider: 'ubiops', configuration: {}, ttl: null, labels: {} })
  })

  it.each(kinds)('takes null for whatever a %s can do without', async (kind) => {
    const { admin, path } = await world()
    const optional =
      kind === 'bucket'
        ? ['provider', 'credentials', 'configuration', 'ttl', 'description', 'labels']
        : ['output_type', 'input_fields', 'output_fields', 'description', 'labels']
    const nulls = Object.fromEntries(optional.map((field) => [field, null]))

    const created = await test.call('POST', path(kind), { as: admin, body: { ...smallest(kind), ...nulls } })
    const updated = await test.call('PATCH', `${path(kind)}/object-1`, {
      as: admin,
      body: { ...nulls, name: null, default_version: null },
    })

    expect([created.status, updated.status]).toEqual([201, 200])
    expect(updated.body).toEqual(created.body)
  })

  it.each(kinds)('refuses a second %s of the name, and lets other kinds and projects have it', async (kind) => {
    const { organization, admin, project, path } = await world()
    const neighbour = await createProject(test.db, organization)
    const create = () => test.call('POST', path(kind), { as: admin, body: smallest(kind) })

    for (const other of kinds.filter((name) => name !== kind)) await createObject(test.db, project, other, 'object-1')
    await createObject(test.db, neighbour, kind, 'object-1')
    const answers = await Promise.all([create(), create()])

    const refused = answers.find(({ status }) => status !== 201)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(refused?.status).toBe(409)
    expect(refused?.body).toMatchObject({ code: 'object_name_taken', fields: { name: 'Already in use' } })
  })

  it.each(kinds)('creates one %s for one Idempotency-Key', async (kind) => {
    const { admin, path } = await world()
    const headers = { 'idempotency-key': 'a-key-that-nobody-guesses' }
    const create = (name: string) => test.call('POST', path(kind), { as: admin, body: smallest(kind, name), headers })

    const [first, again, other] = [await create('one'), await create('one'), await create('two')]

    expect([again.status, again.body]).toEqual([201, first.body])
    expect(other.body.code).toBe('idempotency_key_reused')
  })

  const deep = (levels: number) => JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels))
  const withWidget = (widget: unknown) => ({ input_fields: [{ name: 'in', data_type: 'int', widget }] })
  it.each([
    ['no name', 'deployment', { name: undefined }],
    ['a slash in the name', 'deployment', { name: 'a/b' }],
    ['65 characters', 'deployment', { name: 'n'.repeat(65) }],
    ['an unknown type', 'deployment', { input_type: 'binary' }],
    ['no input type', 'pipeline', { input_type: undefined }],
    ['an unknown data type', 'deployment', { input_fields: [{ name: 'in', data_type: 'uuid' }] }],
    ['a field without a name', 'deployment', { input_fields: [{ data_type: 'int' }] }],
    ['a description that is too long', 'pipeline', { description: 'd'.repeat(401) }],
    ['labels that are no texts', 'deployment', { labels: { a: 1 } }],
    ['a label with a null byte', 'deployment', { labels: { a: '\0' } }],
    ['a description with a null byte', 'deployment', { description: '\0' }],
    ['a widget that is a list', 'deployment', withWidget([])],
    ['a widget with a null byte', 'deployment', withWidget({ a: ['\0'] })],
    ['a widget with half a character', 'deployment', withWidget({ '\ud800': 1 })],
    ['a widget that is deep', 'deployment', withWidget(deep(17))],
    ['a widget that is very deep', 'deployment', withWidget(deep(2000))],
    ['a ttl in text', 'bucket', { ttl: '5' }],
    ['a negative ttl', 'bucket', { ttl: -1 }],
    ['a ttl that no integer column holds', 'bucket', { ttl: 2 ** 40 }],
    ['configuration with half a character', 'bucket', { configuration: { a: '\udfff' } }],
    ['credentials that are no texts', 'bucket', { credentials: { a: {} } }],
  ] as const)('refuses %s', async (_what, kind, change) => {
    const { admin, path } = await world()

    const refused = await test.call('POST', path(kind), { as: admin, body: { ...smallest(kind), ...change } })

    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_input'])
    expect(await test.db.select().from(objects)).toEqual([])
  })

  it('survives a body nested as deep as its size allows', async () => {
    const { admin, path } = await world()
    const levels = 100_000
    const widget = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
    const body = `{"name":"deep","input_type":"plain","input_fields":[{"name":"in","data_type":"int","widget":${widget}}]}`

    const refused = await test.call('POST', path('deployment'), { as: admin, body })

    expect(refused.status).toBe(400)
  })

  it.each(kinds)('writes down the %s and the refusal of its double', async (kind) => {
    const { organization, admin, project, path } = await world()

    const created = await test.call('POST', path(kind), { as: admin, body: smallest(kind) })
    await test.call('POST', path(kind), { as: admin, body: smallest(kind) })

    expect(await events()).toMatchObject([
      {
        action: `${kind}s_create`,
        outcome: 'done',
        organizationId: organization.id,
        projectId: project.id,
        objectType: `${kind}s`,
        objectId: created.body.id,
        objectName: 'object-1',
        before: null,
        after: { name: 'object-1' },
      },
      { action: `${kind}s_create`, outcome: 'refused', errorCode: 'object_name_taken' },
    ])
  })
})

describe('listing objects', () => {
  it.each(kinds)('shows every %s of the project by name to who may list them there', async (kind) => {
    const { organization, project, path } = await world()
    await createObject(test.db, await createProject(test.db, organization), kind, 'elsewhere')
    for (const other of kinds) {
      for (const name of ['b-10', 'B-1', 'a-1']) await createObject(test.db, project, other, name)
    }
    const viewer = await createMemberWith(test.db, project, [`${kind}s.list`])

    const list = await test.call('GET', path(kind), { as: viewer })

    expect(names(list.body)).toEqual(['B-1', 'a-1', 'b-10'])
  })

  it.each(kinds)('shows each %s that a role of the caller is assigned on, and no other', async (kind) => {
    const { organization, project, path } = await world()
    const [seen, , hidden] = [
      await createObject(test.db, project, kind, 'seen'),
      await createObject(test.db, project, kind, 'other'),
      await createObject(test.db, project, kind, 'wrong-right'),
    ]
    const member = await createMember(test.db, organization)
    const serviceUser = await createServiceUser(test.db, project)
    await createRole(test.db, project, [`${kind}s.get`], 'getter')
    for (const to of [{ person: member }, { serviceUser }]) {
      await assignRole(test.db, project, `${kind}-viewer`, to, seen)
      await assignRole(test.db, project, 'getter', to, hidden)
    }

    for (const as of [member, serviceUser]) {
      expect(names((await test.call('GET', path(kind), { as })).body)).toEqual(['seen'])
      expect((await test.call('GET', `${path(kind)}/seen`, { as })).status).toBe(200)
      expect((await test.call('GET', `${path(kind)}/wrong-right`, { as })).status).toBe(200)
      expect((await test.call('GET', `${path(kind)}/other`, { as })).status).toBe(403)
      expect((await test.call('GET', `${path(kind)}/no-such-object`, { as })).status).toBe(403)
    }
  })
})

describe('updating an object', () => {
  it.each(versionedKinds)('changes what was sent of a %s and keeps the rest', async (kind) => {
    const { admin, path } = await world()
    const body = { ...smallest(kind), description: 'first', labels: { a: '1' } }
    await test.call('POST', path(kind), { as: admin, body })
    test.clock.now = new Date('2026-03-11T00:00:00Z')

    const updated = await test.call('PATCH', `${path(kind)}/object-1`, {
      as: admin,
      body: { name: 'object-2', labels: {}, input_fields: [{ name: 'in', data_type: 'file' }] },
    })

    expect(updated.status).toBe(200)
    expect(updated.body).toMatchObject({
      name: 'object-2',
      description: 'first',
      labels: {},
      input_fields: [{ name: 'in', data_type: 'file', widget: {} }],
      creation_date: '2026-03-10T12:00:00.000000Z',
      last_updated: '2026-03-11T00:00:00.000000Z',
    })
    expect((await test.call('GET', `${path(kind)}/object-1`, { as: admin })).status).toBe(404)
    expect((await test.call('GET', `${path(kind)}/object-2`, { as: admin })).body).toEqual(updated.body)
    expect((await events()).at(-1)).toMatchObject({
      action: `${kind}s_update`,
      before: { name: 'object-1', labels: { a: '1' } },
      after: { name: 'object-2', labels: {} },
    })
  })

  it('changes what was sent of a bucket and keeps the rest', async () => {
    const { admin, path } = await world()
    const body = { name: 'bucket-1', ttl: 60, configuration: { a: 'b' } }
    await test.call('POST', path('bucket'), { as: admin, body })

    const updated = await test.call('PATCH', `${path('bucket')}/bucket-1`, {
      as: admin,
      body: { credentials: { key: 'top-secret-key' }, ttl: 0, description: 'new' },
    })

    expect(updated.status).toBe(200)
    expect(updated.body).toMatchObject({ ttl: 0, description: 'new', credentials: {}, configuration: { a: 'b' } })
    expect(JSON.stringify([await test.db.select().from(objects), await events()])).not.toContain('top-secret-key')
  })

  it.each(kinds)('refuses a taken name, a stale ETag and bad data for a %s', async (kind) => {
    const { admin, project, path } = await world()
    await createObject(test.db, project, kind, 'object-1')
    await createObject(test.db, project, kind, 'taken')
    const url = `${path(kind)}/object-1`
    const etag = String((await test.call('GET', url, { as: admin })).headers.etag)
    const update = (body: object, headers = {}) => test.call('PATCH', url, { as: admin, body, headers })

    const taken = await update({ name: 'taken' })
    const first = await update({ description: 'first' }, { 'if-match': etag })
    const stale = await update({ description: 'second' }, { 'if-match': etag })
    const bad = await update({ name: '' })

    expect([taken.status, taken.body.code]).toEqual([409, 'object_name_taken'])
    expect(first.status).toBe(200)
    expect([stale.status, stale.body.code]).toEqual([412, 'stale'])
    expect([bad.status, bad.body.code]).toEqual([400, 'invalid_input'])
  })
})

describe('deleting an object', () => {
  it.each(kinds)('takes the roles on a %s along, and only once', async (kind) => {
    const { organization, admin, project, path } = await world()
    const object = await createObject(test.db, project, kind, 'object-1')
    const member = await createMember(test.db, organization)
    await assignRole(test.db, project, `${kind}-viewer`, { person: member }, object)
    const url = `${path(kind)}/object-1`

    const stale = await test.call('DELETE', url, { as: admin, headers: { 'if-match': '"5"' } })
    const deleted = await test.call('DELETE', url, { as: admin })

    expect([stale.status, stale.body.code]).toEqual([412, 'stale'])
    expect([deleted.status, deleted.body]).toEqual([204, undefined])
    expect(await test.db.select().from(roleAssignments)).toEqual([])
    expect((await test.call('GET', url, { as: admin })).status).toBe(404)
    expect((await test.call('DELETE', url, { as: admin })).status).toBe(404)
    expect((await events()).map(({ outcome, errorCode }) => [outcome, errorCode])).toEqual([
      ['refused', 'stale'],
      ['done', null],
      ['refused', 'not_found'],
    ])
  })

  it('takes versions, and the roles that a deployment held, along', async () => {
    const { admin, project, path } = await world()
    const deployment = await createObject(test.db, project, 'deployment', 'object-1')
    const bucket = await createObject(test.db, project, 'bucket')
    await assignRole(test.db, project, 'file-reader', { deployment }, bucket)
    await test.call('POST', `${path('deployment')}/object-1/versions`, { as: admin, body: { version: 'v1' } })

    await test.call('DELETE', `${path('deployment')}/object-1`, { as: admin })

    expect(await test.db.select().from(roleAssignments)).toEqual([])
    expect(await test.db.select().from(objectVersions)).toEqual([])
    expect((await test.call('GET', path('bucket'), { as: admin })).body).toHaveLength(1)
    const held = { role: 'file-reader', assignee: 'object-1', resource: bucket.name, resource_type: 'bucket' }
    expect((await events()).at(-1)).toMatchObject({
      action: 'deployments_delete',
      before: { name: 'object-1', default_version: 'v1', versions: 1, role_assignments: 1, roles: [held] },
      after: null,
    })
  })

  it('names the first hundred roles that are lost, and counts the rest', async () => {
    const { organization, admin, project, path } = await world()
    const bucket = await createObject(test.db, project, 'bucket', 'object-1')
    const role = await createRole(test.db, project, ['buckets.get'])
    const people = await Promise.all(Array.from({ length: 101 }, () => createMember(test.db, organization)))
    for (const person of people) await assignRole(test.db, project, role.name, { person }, bucket)

    await test.call('DELETE', `${path('bucket')}/object-1`, { as: admin })

    const [event] = await events()
    expect(event?.before).toMatchObject({ role_assignments: 101 })
    expect(event?.before?.roles).toHaveLength(100)
    expect(event?.before).not.toHaveProperty('versions')
  })
})

describe.each(versionedKinds)('versions of a %s', (kind) => {
  async function versioned() {
    const made = await world()
    const object = await createObject(test.db, made.project, kind, 'object-1')
    const url = `${made.path(kind)}/object-1`
    const create = (version: string, body = {}) =>
      test.call('POST', `${url}/versions`, { as: made.admin, body: { version, ...body } })
    const defaultVersion = async () => (await test.call('GET', url, { as: made.admin })).body.default_version
    return { ...made, object, url, create, defaultVersion }
  }

  it('are created, read, changed and deleted', async () => {
    const { admin, url, create } = await versioned()
    const body = { description: 'First', labels: { a: 'b' } }

    const created = await create('v1', body)
    const read = await test.call('GET', `${url}/versions/v1`, { as: admin })
    test.clock.now = new Date('2026-03-11T00:00:00Z')
    const updated = await test.call('PATCH', `${url}/versions/v1`, {
      as: admin,
      body: { description: 'Second', labels: null },
    })
    const deleted = await test.call('DELETE', `${url}/versions/v1`, { as: admin })

    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      id: expect.any(String),
      version: 'v1',
      [kind]: 'object-1',
      ...body,
      creation_date: '2026-03-10T12:00:00.000000Z',
      last_updated: '2026-03-10T12:00:00.000000Z',
    })
    expect([read.status, read.body]).toEqual([200, created.body])
    expect([updated.status, updated.body]).toEqual([
      200,
      { ...created.body, description: 'Second', last_updated: '2026-03-11T00:00:00.000000Z' },
    ])
    expect([deleted.status, deleted.body]).toEqual([204, undefined])
    expect((await test.call('GET', `${url}/versions`, { as: admin })).body).toEqual([])
    expect(await events()).toMatchObject([
      { action: `${kind}_versions_create`, objectType: `${kind}_versions`, objectName: 'object-1 / v1' },
      {
        action: `${kind}_versions_create`,
        objectType: `${kind}s`,
        objectName: 'object-1',
        before: { default_version: null },
        after: { default_version: 'v1' },
      },
      { action: `${kind}_versions_update`, before: { description: 'First' }, after: { description: 'Second' } },
      { action: `${kind}_versions_delete`, before: { version: 'v1' }, after: null },
      {
        action: `${kind}_versions_delete`,
        objectType: `${kind}s`,
        before: { default_version: 'v1' },
        after: { default_version: null },
      },
    ])
  })

  it('are sorted as people count', async () => {
    const { admin, url, create } = await versioned()
    for (const name of ['v10', 'v2', 'v1', 'main']) await create(name)

    const { body } = await test.call('GET', `${url}/versions`, { as: admin })

    expect(body.map(({ version }: { version: string }) => version)).toEqual(['main', 'v1', 'v2', 'v10'])
  })

  it('start with the default version, which can be another, follows a new name and goes with its version', async () => {
    const { admin, url, create, defaultVersion } = await versioned()
    const change = (path: string, body: object) => test.call('PATCH', url + path, { as: admin, body })

    await create('v1')
    await create('v2')
    expect(await defaultVersion()).toBe('v1')
    const chosen = await change('', { default_version: 'v2' })
    expect([chosen.status, chosen.body.default_version]).toEqual([200, 'v2'])
    await change('/versions/v2', { version: 'v3' })
    expect(await defaultVersion()).toBe('v3')
    expect((await events()).at(-1)).toMatchObject({
      objectType: `${kind}s`,
      before: { default_version: 'v2' },
      after: { default_version: 'v3' },
    })
    await change('', { default_version: null })
    expect(await defaultVersion()).toBe('v3')
    await test.call('DELETE', `${url}/versions/v1`, { as: admin })
    expect(await defaultVersion()).toBe('v3')
    await create('v4')
    await test.call('DELETE', `${url}/versions/v3`, { as: admin })
    expect(await defaultVersion()).toBeNull()
    await create('v5')
    expect(await defaultVersion()).toBeNull()
  })

  it('give one default version to two first ones at once', async () => {
    const { create, defaultVersion } = await versioned()

    const answers = await Promise.all(['v1', 'v2', 'v3'].map((name) => create(name)))

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(['v1', 'v2', 'v3']).toContain(await defaultVersion())
  })

  it('must exist to become the default', async () => {
    const { admin, url, create } = await versioned()
    await create('v1')

    const refused = await test.call('PATCH', url, { as: admin, body: { default_version: 'v2' } })

    expect(refused.status).toBe(400)
    expect(refused.body).toMatchObject({ code: 'resource_unknown', fields: { default_version: expect.any(String) } })
  })

  it('never leave a default version that is gone, also when both happen at once', async () => {
    const { admin, url, create, defaultVersion } = await versioned()
    await create('v1')
    await create('v2')

    const [chosen, deleted] = await Promise.all([
      test.call('PATCH', url, { as: admin, body: { default_version: 'v2' } }),
      test.call('DELETE', `${url}/versions/v2`, { as: admin }),
    ])

    expect(deleted.status).toBe(204)
    expect([200, 400]).toContain(chosen.status)
    expect(await defaultVersion()).toBe(chosen.status === 200 ? null : 'v1')
  })

  it('have names of their own', async () => {
    const { admin, url, create } = await versioned()
    await create('v1')
    await create('v2')

    for (const refused of [
      await create('v1'),
      await test.call('PATCH', `${url}/versions/v2`, { as: admin, body: { version: 'v1' } }),
    ]) {
      expect(refused.status).toBe(409)
      expect(refused.body).toMatchObject({ code: 'object_name_taken', fields: { version: 'Already in use' } })
    }
    for (const name of ['', 'a/b', 'v'.repeat(65), null, 5]) {
      const refused = await create(name as string)
      expect([refused.status, refused.body.code]).toEqual([400, 'invalid_input'])
    }
  })

  it('are created once for one Idempotency-Key', async () => {
    const { admin, url } = await versioned()
    const headers = { 'idempotency-key': 'a-key-that-nobody-guesses' }
    const create = (version: string) => test.call('POST', `${url}/versions`, { as: admin, body: { version }, headers })

    const [first, again, other] = [await create('v1'), await create('v1'), await create('v2')]

    expect(again.body).toEqual(first.body)
    expect(other.body.code).toBe('idempotency_key_reused')
  })

  it('that are not there are not found', async () => {
    const { admin, url, path } = await versioned()

    for (const method of ['GET', 'PATCH', 'DELETE']) {
      expect((await test.call(method, `${url}/versions/v9`, { as: admin })).status).toBe(404)
      expect((await test.call(method, `${path(kind)}/no-such/versions/v1`, { as: admin })).status).toBe(404)
    }
    expect((await test.call('GET', `${path(kind)}/no-such/versions`, { as: admin })).status).toBe(404)
  })
})

const objectCalls = kinds.flatMap((kind) => [
  ['GET', kind, '', 'list', 200] as const,
  ['POST', kind, '', 'create', 201] as const,
  ['GET', kind, '/:name', 'get', 200] as const,
  ['PATCH', kind, '/:name', 'update', 200] as const,
  ['DELETE', kind, '/:name', 'delete', 204] as const,
])
const versionCalls = versionedKinds.flatMap((kind) => [
  ['GET', kind, '/:name/versions', 'versions.list', 200] as const,
  ['POST', kind, '/:name/versions', 'versions.create', 201] as const,
  ['GET', kind, '/:name/versions/v1', 'versions.get', 200] as const,
  ['PATCH', kind, '/:name/versions/v1', 'versions.update', 200] as const,
  ['DELETE', kind, '/:name/versions/v1', 'versions.delete', 204] as const,
])

const calls = [...objectCalls, ...versionCalls]

async function prepare(method: string, kind: Kind, suffix: string) {
  const made = await world()
  const object = await createObject(test.db, made.project, kind, 'object-1')
  const url = made.path(kind) + suffix.replace(':name', 'object-1')
  const isVersionCall = suffix.includes('/versions')
  if (isVersionCall) {
    const versions = `${made.path(kind)}/object-1/versions`
    await test.call('POST', versions, { as: made.admin, body: { version: 'v1' } })
  }
  const sent = isVersionCall ? { version: 'v2' } : smallest(kind, 'object-2')
  const call = (as?: Caller, at = url) => test.call(method, at, { as, body: method === 'POST' ? sent : undefined })
  return { ...made, object, url, call }
}

// Nothing is created by right of an object that is there already.
const onObject = calls.filter(([method, , suffix]) => suffix !== '' || method === 'GET')

describe.each(onObject)('%s %ss%s', (method, kind, suffix, verb, status) => {
  it('is allowed by a role on the object alone', async () => {
    const { organization, project, object, call } = await prepare(method, kind, suffix)
    const member = await createMember(test.db, organization)
    await createRole(test.db, project, [`${kind}s.${verb}`], 'on-object')
    await assignRole(test.db, project, 'on-object', { person: member }, object)

    expect((await call(member)).status).toBe(status)
  })
})

describe.each(calls)('%s %ss%s', (method, kind, suffix, verb, status) => {
  const permission = `${kind}s.${verb}`
  const target = () => prepare(method, kind, suffix)

  it(`is allowed by ${permission} alone, to a person and to a service user`, async () => {
    const { project, call } = await target()
    const serviceUser = await createServiceUser(test.db, project)
    const member = await createMemberWith(test.db, project, [permission])
    await createRole(test.db, project, [permission], 'automated')
    await assignRole(test.db, project, 'automated', { serviceUser })

    const answer = await call(member)
    expect(answer.status).toBe(status)
    // What the member has created or deleted, the service user can no more.
    const again = method === 'POST' ? 409 : method === 'DELETE' ? 404 : status
    expect((await call(serviceUser)).status).toBe(again)
  })

  it('is forbidden to a member without the right', async () => {
    const { organization, project, call } = await target()
    const other = kind === 'bucket' ? 'deployments' : 'buckets'
    const callers = [
      await createMember(test.db, organization),
      await createMemberWith(test.db, project, [`${other}.list`, `${other}.get`]),
      await createServiceUser(test.db, project),
    ]

    for (const as of callers) {
      const refused = await call(as)
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
      expect(refused.body.error).toContain(permission)
    }
  })

  it('is not found for strangers, exactly as what does not exist', async () => {
    const { admin, call } = await target()
    const foreign = await createOrganization(test.db)
    const stranger = await createMember(test.db, foreign, { admin: true })
    const foreignServiceUser = await createServiceUser(test.db, await createProject(test.db, foreign))

    const missing = await call(admin, `/v2.1/projects/no-such/${kind}s${suffix.replace(':name', 'object-1')}`)
    expect(missing.status).toBe(404)
    for (const as of [stranger, foreignServiceUser]) {
      const refused = await call(as)
      expect(refused.status).toBe(404)
      expect(withoutId(refused.body)).toEqual(withoutId(missing.body))
    }
  })

  it('needs a credential', async () => {
    const { call } = await target()

    expect((await call()).status).toBe(401)
  })
})
