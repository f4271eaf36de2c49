import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Credential } from '#contract/credentials.ts'
import { accountServiceUserKeys, serviceUsers } from '#server/db/schema.ts'
import { hashSecret } from '#server/secrets.ts'
import {
  assignRole,
  createAccountServiceUser,
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

const test = useTestApp()

const LIST = ['service_users.list']

async function arrange() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const project = await createProject(test.db, organization, 'alpha')
  const ask = (as: { token: string } | undefined, name = organization.name) =>
    test.call('GET', `/v2.1/organizations/${name}/credentials`, { as })
  const namesSeenBy = async (as: { token: string }) =>
    ((await ask(as)).body as Credential[]).map(({ name, can_update }) => (can_update ? `${name} (update)` : name))
  return { organization, admin, project, ask, namesSeenBy }
}

describe('the credentials of an organization', () => {
  it('are the tokens of all its projects by age, then the API keys by username, without anything that could be used', async () => {
    const { organization, admin, project, ask } = await arrange()
    const expiresAt = new Date('2026-04-01T10:30:00.250Z')
    const ending = await createServiceUser(test.db, project, { name: 'ending', expiresAt })
    const other = await createProject(test.db, organization, 'beta')
    const unnamed = await createServiceUser(test.db, other, { name: '' })
    const robot = await createAccountServiceUser(test.db, organization, {
      username: 'Robot',
      keyTypes: ['PROVISIONING', 'MONITORING'],
    })
    const earlier = await createAccountServiceUser(test.db, organization, { username: 'automaton', keyTypes: [] })
    const usedAt = new Date('2026-03-09T08:00:00.000Z')
    await test.db.update(serviceUsers).set({ tokenLastUsedAt: usedAt }).where(eq(serviceUsers.id, ending.id))
    await test.db
      .update(accountServiceUserKeys)
      .set({ lastUsedAt: usedAt })
      .where(eq(accountServiceUserKeys.type, 'MONITORING'))

    const { status, body } = await ask(admin)

    const token = { kind: 'service_user_token', username: null, key_type: null, can_update: true }
    const key = {
      kind: 'api_key',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'Robot',
      email: 'Robot@example.com',
      project: null,
      username: 'Robot',
      expiry_date: null,
      can_update: false,
    }
    const creation_date = '2026-03-10T12:00:00.000+00:00'
    const last_used = '2026-03-09T08:00:00.000+00:00'
    expect(status).toBe(200)
    expect(body).toEqual([
      {
        ...token,
        id: ending.id,
        name: 'ending',
        email: ending.email,
        project: 'alpha',
        creation_date,
        last_used,
        expiry_date: '2026-04-01T10:30:00.250+00:00',
      },
      {
        ...token,
        id: unnamed.id,
        name: '',
        email: unnamed.email,
        project: 'beta',
        creation_date,
        last_used: null,
        expiry_date: null,
      },
      { ...key, key_type: 'MONITORING', creation_date, last_used },
      { ...key, key_type: 'PROVISIONING', creation_date, last_used: null },
    ])
    const text = JSON.stringify(body)
    for (const secret of [ending.token, unnamed.token, ...robot.keys.map(({ token: value }) => value)]) {
      const hash = hashSecret(secret)
      for (const part of [
        secret,
        secret.slice(0, 8),
        secret.slice(-5),
        hash.toString('hex'),
        hash.toString('base64'),
      ]) {
        expect(text).not.toContain(part)
      }
    }
    expect(text).not.toContain(earlier.id)
  })

  it('tell both sides of a rotation', async () => {
    const { admin, project, ask } = await arrange()
    const { id } = await createServiceUser(test.db, project, { name: 'old' })
    const url = `/v2.1/projects/${project.name}/service-users/${id}/rotation`
    const { body: created } = await test.call('POST', url, { as: admin, body: { expiry_date: null } })

    expect((await ask(admin)).body).toEqual([
      expect.objectContaining({ id, replaced_by: created.id }),
      expect.objectContaining({ id: created.id, replaces: id }),
    ])
  })

  it('have no tokens of other organizations and none of their keys', async () => {
    const { admin, project, namesSeenBy } = await arrange()
    await createServiceUser(test.db, project, { name: 'ours' })
    const elsewhere = await createOrganization(test.db)
    await createServiceUser(test.db, await createProject(test.db, elsewhere), { name: 'theirs' })
    await createAccountServiceUser(test.db, elsewhere)

    expect(await namesSeenBy(admin)).toEqual(['ours (update)'])
  })

  it('show a member the tokens of projects where they may list service users, and every key', async () => {
    const { organization, project, namesSeenBy } = await arrange()
    const other = await createProject(test.db, organization, 'beta')
    await createServiceUser(test.db, project, { name: 'of alpha' })
    await createServiceUser(test.db, other, { name: 'of beta' })
    await createAccountServiceUser(test.db, organization, { username: 'robot' })
    const lister = await createMemberWith(test.db, project, LIST)
    const updater = await createMemberWith(test.db, project, [...LIST, 'service_users.update'])
    await createRole(test.db, other, LIST, 'lister')
    await assignRole(test.db, other, 'lister', { person: updater })
    const without = await createMemberWith(test.db, project, ['service_users.get', 'service_users.update'])
    const onObject = await createMember(test.db, organization)
    await createRole(test.db, project, LIST, 'lister')
    await assignRole(test.db, project, 'lister', { person: onObject }, await createObject(test.db, project, 'bucket'))

    expect(await namesSeenBy(lister)).toEqual(['of alpha', 'robot'])
    expect(await namesSeenBy(updater)).toEqual(['of alpha (update)', 'of beta', 'robot'])
    for (const caller of [without, onObject, await createMember(test.db, organization, { clusterAdmin: true })]) {
      expect(await namesSeenBy(caller)).toEqual(['robot'])
    }
  })

  it('follow a role with the next request', async () => {
    const { organization, project, namesSeenBy } = await arrange()
    await createServiceUser(test.db, project, { name: 'of alpha' })
    const member = await createMember(test.db, organization)
    expect(await namesSeenBy(member)).toEqual([])

    await assignRole(test.db, project, 'project-viewer', { person: member })

    expect(await namesSeenBy(member)).toEqual(['of alpha'])
  })

  it('are not found by whoever is no active member, in the same words as what does not exist', async () => {
    const { organization, project, admin, ask } = await arrange()
    const invited = await createMember(test.db, organization, { active: false })
    await assignRole(test.db, project, 'project-admin', { person: invited })
    const foreigner = await createMember(test.db, await createOrganization(test.db), { admin: true })
    const operator = await createPerson(test.db, { operator: true })
    const missing = await ask(admin, 'no-such-organization')

    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } })
    for (const caller of [invited, foreigner, operator]) {
      const { status, body } = await ask(caller)
      expect({ status, body: { ...body, request_id: '' } }).toEqual({
        status: 404,
        body: { ...missing.body, request_id: '' },
      })
    }
  })

  it('are refused to nobody, to service users and to API keys', async () => {
    const { organization, project, ask } = await arrange()
    const serviceUser = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'project-admin', { serviceUser })
    const expired = await createServiceUser(test.db, project, { expiresAt: START })
    const owner = await createAccountServiceUser(test.db, organization, { profile: 'OWNER' })

    expect(await ask(undefined)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    expect(await ask(expired)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    expect(await ask(serviceUser)).toMatchObject({ status: 403, body: { code: 'service_user_forbidden' } })
    expect(await ask(owner)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })

  it('take as few queries for twenty projects as for one', async () => {
    const { organization, project, admin, ask } = await arrange()
    await createServiceUser(test.db, project)
    await ask(admin)
    const few = await countQueries(() => ask(admin))
    const member = await createMember(test.db, organization)
    for (let index = 0; index < 19; index += 1) {
      const another = await createProject(test.db, organization)
      await createServiceUser(test.db, another)
      await createAccountServiceUser(test.db, organization)
      await assignRole(test.db, another, 'project-viewer', { person: member })
    }

    const many = await countQueries(() => ask(admin))
    await ask(member)
    const asMember = await countQueries(() => ask(member))

    expect(few.result.body).toHaveLength(1)
    expect(many.result.body).toHaveLength(39)
    expect(asMember.result.body).toHaveLength(38)
    expect(many.queries).toHaveLength(few.queries.length)
    expect(asMember.queries).toHaveLength(few.queries.length)
  })
})
