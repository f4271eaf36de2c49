import { describe, expect, it } from 'vitest'
import { auditTrail } from '#server/testing/audit-trail.ts'
import { createMember, createOrganization } from '#server/testing/factories.ts'
import { useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

async function arrange() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const member = await createMember(test.db, organization)
  const list = `/v2.1/organizations/${organization.name}/users`
  return { organization, admin, member, list, url: `${list}/${member.id}` }
}

describe('the profile of a member', () => {
  it.each([
    [{ email: 'new@example.com' }, { admin: false, profile: 'READ_ONLY' }],
    [
      { email: 'new@example.com', admin: null, profile: null },
      { admin: false, profile: 'READ_ONLY' },
    ],
    [
      { email: 'new@example.com', admin: true },
      { admin: true, profile: 'OWNER' },
    ],
    [
      { email: 'new@example.com', admin: true, profile: 'OWNER' },
      { admin: true, profile: 'OWNER' },
    ],
    [
      { email: 'new@example.com', profile: 'OWNER' },
      { admin: true, profile: 'OWNER' },
    ],
    [
      { email: 'new@example.com', profile: 'CLUSTER_ADMIN' },
      { admin: false, profile: 'CLUSTER_ADMIN' },
    ],
    [
      { email: 'new@example.com', admin: false, profile: 'READ_ONLY' },
      { admin: false, profile: 'READ_ONLY' },
    ],
  ])('of somebody added as %j', async (body, expected) => {
    const { admin, list } = await arrange()

    const answer = await test.call('POST', list, { as: admin, body })

    expect(answer).toMatchObject({ status: 201, body: expected })
    expect(await test.call('GET', `${list}/${answer.body.id}`, { as: admin })).toMatchObject({ body: expected })
  })

  it('is raised and lowered, and says the same as the admin flag', async () => {
    const { admin, url } = await arrange()
    const after = async (body: Record<string, unknown>) => {
      const answer = await test.call('PATCH', url, { as: admin, body })
      return { status: answer.status, admin: answer.body.admin, profile: answer.body.profile }
    }

    expect(await after({ profile: 'CLUSTER_ADMIN' })).toEqual({ status: 200, admin: false, profile: 'CLUSTER_ADMIN' })
    // Who was raised stays so, for they are no admin as before.
    expect(await after({ admin: false })).toEqual({ status: 200, admin: false, profile: 'CLUSTER_ADMIN' })
    expect(await after({ admin: true })).toEqual({ status: 200, admin: true, profile: 'OWNER' })
    expect(await after({ admin: false })).toEqual({ status: 200, admin: false, profile: 'READ_ONLY' })
    expect(await after({ profile: 'OWNER' })).toEqual({ status: 200, admin: true, profile: 'OWNER' })
    expect(await after({ admin: false, profile: 'CLUSTER_ADMIN' })).toEqual({
      status: 200,
      admin: false,
      profile: 'CLUSTER_ADMIN',
    })
    const trail = await auditTrail(test.db)
    expect(trail.map(({ after: now }) => now?.profile)).toEqual([
      'CLUSTER_ADMIN',
      'OWNER',
      'READ_ONLY',
      'OWNER',
      'CLUSTER_ADMIN',
    ])
  })

  it.each([
    [{}, 'admin'],
    [{ admin: null, profile: null }, 'admin'],
    [{ profile: 'ADMIN' }, 'profile'],
    [{ admin: true, profile: 'CLUSTER_ADMIN' }, 'profile'],
    [{ admin: false, profile: 'OWNER' }, 'profile'],
  ])('is not changed by %j', async (body, field) => {
    const { admin, url } = await arrange()

    const answer = await test.call('PATCH', url, { as: admin, body })

    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', fields: {} } })
    expect(Object.keys(answer.body.fields)).toEqual([field])
  })

  it('is changed by owners only', async () => {
    const { organization, list, url, member } = await arrange()
    const clusterAdmin = await createMember(test.db, organization, { clusterAdmin: true })

    for (const as of [clusterAdmin, member]) {
      for (const target of [url, `${list}/${clusterAdmin.id}`]) {
        const answer = await test.call('PATCH', target, { as, body: { profile: 'CLUSTER_ADMIN' } })
        expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
      }
    }
  })

  it('of the last owner is not lowered, by nobody and not by two who lower each other', async () => {
    const { admin, list, url, member } = await arrange()
    const own = `${list}/${admin.id}`
    const lower = { profile: 'CLUSTER_ADMIN' }

    expect(await test.call('PATCH', own, { as: admin, body: lower })).toMatchObject({
      status: 409,
      body: { code: 'last_admin' },
    })
    await test.call('PATCH', url, { as: admin, body: { profile: 'OWNER' } })
    const answers = await Promise.all([
      test.call('PATCH', url, { as: admin, body: lower }),
      test.call('PATCH', own, { as: member, body: lower }),
    ])

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})
