import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { createMember, createOrganization } from '#server/testing/factories.ts'
import { isRaceable, meanwhile } from '#server/testing/races.ts'
import { useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

async function arrange() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const set = (value: number, headers: Record<string, string> = {}) =>
    test.call('PUT', `/v2.1/organizations/${organization.name}/usage-limits/credits`, {
      as: admin,
      body: { value },
      headers,
    })
  const lock = (client: pg.Client) =>
    client.query('select from organizations where id = $1 for no key update', [organization.id])
  return { organization, admin, set, lock }
}

describe.runIf(isRaceable)('at the same time', () => {
  it('a limit that another admin changes is not overwritten by who saw the old one', async () => {
    const { organization, set, lock } = await arrange()
    const etag = String((await set(10)).headers.etag)

    const answer = await meanwhile(
      test.database,
      async (client) => {
        await lock(client)
        await client.query('update usage_limits set value = 20, revision = 2 where organization_id = $1', [
          organization.id,
        ])
      },
      () => set(30, { 'if-match': etag }),
    )

    expect(answer).toMatchObject({ status: 412, body: { code: 'stale' } })
  })

  it('somebody who stops being an admin sets none', async () => {
    const { organization, admin, set, lock } = await arrange()

    const answer = await meanwhile(
      test.database,
      async (client) => {
        await lock(client)
        await client.query('update organization_members set admin = false where account_id = $1', [admin.id])
      },
      () => set(30),
    )

    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    const { rows } = await test.database.pool.query('select from usage_limits where organization_id = $1', [
      organization.id,
    ])
    expect(rows).toEqual([])
  })
})
