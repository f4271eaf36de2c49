import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createMember, createMemberWith, createOrganization, createProject } from '#server/testing/factories.ts'
import { authorizationFor, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

/** Days of several months, of all series: more than a packet holds. */
const range = 'start_date=2026-01-01&end_date=2026-03-01&interval=day'

async function arrange() {
  const organization = await createOrganization(test.db)
  const member = await createMember(test.db, organization)
  const ask = (url: string, acceptEncoding?: string) =>
    test.app.inject({
      url,
      headers: {
        authorization: authorizationFor(url, member),
        ...(acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding }),
      },
    })
  return { organization, ask, usage: `/v2.1/organizations/${organization.name}/usage?${range}` }
}

describe('an answer to GET', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
  ] as const)('says the same in less, to who takes %s', async (accepted, encoding, expand) => {
    const { ask, usage } = await arrange()

    const plain = await ask(usage)
    const small = await ask(usage, accepted)

    expect(plain.headers).not.toHaveProperty('content-encoding')
    expect(small.headers).toMatchObject({ 'content-encoding': encoding })
    expect(String(small.headers.vary).split(', ')).toContain('accept-encoding')
    expect(expand(small.rawPayload).toString()).toBe(plain.payload)
    expect(small.rawPayload.length).toBeLessThan(plain.rawPayload.length / 5)
  })

  it.each(['identity', 'zstd', 'br;q=0, gzip;q=0', ''])('is sent as it is to who takes "%s"', async (accepted) => {
    const { ask, usage } = await arrange()

    const answer = await ask(usage, accepted)

    expect(answer.statusCode).toBe(200)
    expect(answer.headers).not.toHaveProperty('content-encoding')
    expect(answer.json()).toHaveLength(5)
  })

  it('is sent as it is where it is short', async () => {
    const { organization, ask } = await arrange()

    const answer = await ask(`/v2.1/organizations/${organization.name}`, 'br')

    expect(answer.headers).not.toHaveProperty('content-encoding')
    expect(answer.json()).toMatchObject({ name: organization.name })
  })
})

it('leaves an answer to a change as it is, however long', async () => {
  const project = await createProject(test.db, await createOrganization(test.db))
  const sender = await createMemberWith(test.db, project, ['metrics.create'])
  const url = `/v2.1/projects/${project.name}/usage`

  const answer = await test.app.inject({
    method: 'POST',
    url,
    headers: { authorization: authorizationFor(url, sender), 'accept-encoding': 'br' },
    payload: { batch_id: 'bad', records: Array.from({ length: 200 }, () => ({})) },
  })

  expect(answer.statusCode).toBe(400)
  expect(answer.rawPayload.length).toBeGreaterThan(2000)
  expect(answer.headers).not.toHaveProperty('content-encoding')
})
