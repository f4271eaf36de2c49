import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { idempotencyKeys, personalTokens, roles, serviceUsers } from './db/schema.ts'
import { IDEMPOTENCY_KEPT_MS } from './idempotency.ts'
import { auditTrail } from './testing/audit-trail.ts'
import { createMember, createOrganization, createProject, createRole } from './testing/factories.ts'
import { START, useTestApp } from './testing/test-app.ts'

const test = useTestApp()

async function arrange() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const project = await createProject(test.db, organization)
  const base = `/v2.1/projects/${project.name}`
  const post = (url: string, key: string, body: unknown, as = admin) =>
    test.call('POST', url, { as, body, headers: { 'idempotency-key': key } })
  return { organization, admin, project, serviceUsersUrl: `${base}/service-users`, rolesUrl: `${base}/roles`, post }
}

const newRole = (name: string) => ({ name, permissions: ['deployments.list'] })
const customRoles = async () => (await test.db.select().from(roles)).filter((role) => !role.isDefault)

describe('a request with an Idempotency-Key', () => {
  it('answers its repetition with the first answer, status and token included, and runs once', async () => {
    const { serviceUsersUrl, post } = await arrange()
    const key = randomUUID()

    const first = await post(serviceUsersUrl, key, { name: 'once' })
    const second = await post(serviceUsersUrl, key, { name: 'once' })

    expect(first.status).toBe(201)
    expect(first.body.token).toMatch(/^stw_/)
    expect(second).toMatchObject({ status: 201, body: first.body })
    expect(second.headers['content-type']).toBe(first.headers['content-type'])
    expect(second.headers['cache-control']).toBe('no-store')
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id'])
    expect(await test.db.select().from(serviceUsers)).toHaveLength(1)
    expect(await auditTrail(test.db)).toHaveLength(1)
  })

  it('takes bodies for equal that say the same', async () => {
    const { rolesUrl, post } = await arrange()
    const key = randomUUID()

    const first = await post(rolesUrl, key, JSON.stringify(newRole('spaced')))
    const second = await post(rolesUrl, key, JSON.stringify(newRole('spaced'), null, 4))

    expect(second).toMatchObject({ status: 201, body: first.body })
  })

  it('repeats a token reset, which has no body, with the same token', async () => {
    const { admin, serviceUsersUrl } = await arrange()
    const { body } = await test.call('POST', serviceUsersUrl, { as: admin, body: {} })
    const reset = (key: string) =>
      test.call('PUT', `${serviceUsersUrl}/${body.id}/token`, { as: admin, headers: { 'idempotency-key': key } })
    const key = randomUUID()

    const first = await reset(key)
    const second = await reset(key)
    const other = await reset(randomUUID())

    expect([first.status, second.status, other.status]).toEqual([200, 200, 200])
    expect(second.body).toEqual(first.body)
    expect(other.body.token).not.toBe(first.body.token)
  })

  it.each<[string, (context: Awaited<ReturnType<typeof arrange>>) => [string, unknown]]>([
    ['another body', ({ rolesUrl }) => [rolesUrl, newRole('other')]],
    [
      'a field more',
      ({ rolesUrl }) => [rolesUrl, { name: 'first', permissions: ['deployments.list', 'deployments.get'] }],
    ],
    ['another operation', ({ serviceUsersUrl }) => [serviceUsersUrl, { name: 'first' }]],
    ['another query', ({ rolesUrl }) => [`${rolesUrl}?again=1`, newRole('first')]],
  ])('is refused with %s', async (_case, other) => {
    const context = await arrange()
    const key = randomUUID()
    await context.post(context.rolesUrl, key, newRole('first'))

    const [url, body] = other(context)
    const answer = await context.post(url, key, body)

    expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused', error: expect.any(String) } })
    expect(await customRoles()).toHaveLength(1)
    expect(await test.db.select().from(serviceUsers)).toHaveLength(0)
    expect((await auditTrail(test.db)).map(({ errorCode }) => errorCode)).toEqual([null, 'idempotency_key_reused'])
  })

  it('is refused for another project', async () => {
    const { organization, rolesUrl, post } = await arrange()
    const other = await createProject(test.db, organization)
    const key = randomUUID()
    await post(rolesUrl, key, newRole('same'))

    const answer = await post(`/v2.1/projects/${other.name}/roles`, key, newRole('same'))

    expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } })
  })

  it('says nothing to another caller with the same key', async () => {
    const { organization, serviceUsersUrl, post } = await arrange()
    const colleague = await createMember(test.db, organization, { admin: true })
    const key = randomUUID()

    const own = await post(serviceUsersUrl, key, { name: 'mine' })
    const theirs = await post(serviceUsersUrl, key, { name: 'mine' }, colleague)

    expect(theirs.status).toBe(201)
    expect(theirs.body.id).not.toBe(own.body.id)
    expect(theirs.body.token).not.toBe(own.body.token)
  })

  it('says nothing to who comes without a live credential', async () => {
    const { admin, serviceUsersUrl, post } = await arrange()
    const key = randomUUID()
    await post(serviceUsersUrl, key, { name: 'mine' })
    await test.db.delete(personalTokens)

    expect(await post(serviceUsersUrl, key, { name: 'mine' }, admin)).toMatchObject({ status: 401 })
  })

  it('runs again after ten minutes, and not a moment before', async () => {
    const { serviceUsersUrl, post } = await arrange()
    const key = randomUUID()
    const first = await post(serviceUsersUrl, key, {})

    test.clock.now = new Date(START.getTime() + IDEMPOTENCY_KEPT_MS)
    expect((await post(serviceUsersUrl, key, {})).body).toEqual(first.body)

    test.clock.now = new Date(START.getTime() + IDEMPOTENCY_KEPT_MS + 1)
    const later = await post(serviceUsersUrl, key, {})
    expect(later.status).toBe(201)
    expect(later.body.id).not.toBe(first.body.id)
    expect((await post(serviceUsersUrl, key, {})).body).toEqual(later.body)
    expect(IDEMPOTENCY_KEPT_MS).toBe(600_000)
  })

  it('may be used for another request after ten minutes', async () => {
    const { rolesUrl, post } = await arrange()
    const key = randomUUID()
    await post(rolesUrl, key, newRole('first'))

    test.clock.now = new Date(START.getTime() + IDEMPOTENCY_KEPT_MS + 1)

    expect((await post(rolesUrl, key, newRole('second'))).status).toBe(201)
  })

  it('keeps no refusal: the same request may succeed once its reason is gone', async () => {
    const { admin, project, rolesUrl, post } = await arrange()
    await createRole(test.db, project, ['deployments.list'], 'taken')
    const key = randomUUID()

    expect(await post(rolesUrl, key, newRole('taken'))).toMatchObject({
      status: 409,
      body: { code: 'role_name_taken' },
    })
    await test.call('DELETE', `${rolesUrl}/taken`, { as: admin })

    expect((await post(rolesUrl, key, newRole('taken'))).status).toBe(201)
  })

  it.each(['', 'short', 'x'.repeat(15), 'x'.repeat(256)])('is refused with the key %j', async (key) => {
    const { rolesUrl, post } = await arrange()

    expect(await post(rolesUrl, key, newRole('unborn'))).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', error: 'Idempotency-Key has 16 to 255 characters' },
    })
    expect(await customRoles()).toEqual([])
  })

  it('runs every time where the operation keeps no answers', async () => {
    const { admin, project, rolesUrl } = await arrange()
    await createRole(test.db, project, ['deployments.list'], 'patched')
    const headers = { 'idempotency-key': randomUUID() }
    const patch = (permission: string) =>
      test.call('PATCH', `${rolesUrl}/patched`, { as: admin, headers, body: { permissions: [permission] } })

    expect((await patch('deployments.get')).body.permissions).toEqual(['deployments.get'])
    expect((await patch('deployments.create')).body.permissions).toEqual(['deployments.create'])
  })
})

describe('the kept answer', () => {
  it('cannot be read without the key: neither token nor key nor body is in the database', async () => {
    const { serviceUsersUrl, post } = await arrange()
    const key = randomUUID()
    const { body } = await post(serviceUsersUrl, key, { name: 'secretive' })

    const [row] = await test.db.select().from(idempotencyKeys)
    const bytes = Buffer.concat([row!.answer!, row!.keyHash, row!.requestHash, Buffer.from(row!.caller)])

    for (const secret of [body.token, body.token.slice(4, 20), key, 'secretive', body.id]) {
      expect(bytes.includes(Buffer.from(secret))).toBe(false)
    }
  })

  it('is sealed anew each time, so that equal answers do not look equal', async () => {
    const { rolesUrl, admin, post } = await arrange()
    const key = randomUUID()
    const sealed = async () => (await test.db.select().from(idempotencyKeys)).at(0)!.answer!
    await post(rolesUrl, key, newRole('sealed'))
    const first = await sealed()
    await test.call('DELETE', `${rolesUrl}/sealed`, { as: admin })
    test.clock.now = new Date(START.getTime() + IDEMPOTENCY_KEPT_MS + 1)

    await post(rolesUrl, key, newRole('sealed'))

    expect((await sealed()).subarray(0, 12)).not.toEqual(first.subarray(0, 12))
  })

  it('that somebody changed in the database is not given out', async () => {
    const { serviceUsersUrl, post } = await arrange()
    const key = randomUUID()
    await post(serviceUsersUrl, key, {})
    const [row] = await test.db.select().from(idempotencyKeys)
    row!.answer![20]! ^= 1
    await test.db.update(idempotencyKeys).set({ answer: row!.answer })

    expect(await post(serviceUsersUrl, key, {})).toMatchObject({ status: 500, body: { code: 'internal' } })
  })
})

describe('requests with one key at the same time', () => {
  it('run once and all get the answer', async () => {
    const { serviceUsersUrl, post } = await arrange()
    const key = randomUUID()

    const answers = await Promise.all(Array.from({ length: 8 }, () => post(serviceUsersUrl, key, { name: 'crowd' })))

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201))
    expect(new Set(answers.map(({ body }) => body.token)).size).toBe(1)
    expect(await test.db.select().from(serviceUsers)).toHaveLength(1)
    expect(await auditTrail(test.db)).toHaveLength(1)
  })

  it('for different requests let one through', async () => {
    const { rolesUrl, post } = await arrange()
    const key = randomUUID()

    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => post(rolesUrl, key, newRole(name))))

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409])
    expect(await customRoles()).toHaveLength(1)
  })

  it('let the next one run when the first is refused', async () => {
    const { rolesUrl, post } = await arrange()
    const key = randomUUID()

    const answers = await Promise.all(
      Array.from({ length: 4 }, () => post(rolesUrl, key, { name: 'project-admin', permissions: ['roles.get'] })),
    )

    expect(answers.map(({ body }) => body.code)).toEqual(answers.map(() => 'role_name_taken'))
    expect(await test.db.select().from(idempotencyKeys)).toEqual([])
  })
})
