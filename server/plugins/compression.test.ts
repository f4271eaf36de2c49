import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { InjectOptions } from 'fastify'
import { describe, expect, it } from 'vitest'
import { createMember, createMemberWith, createOrganization, createProject } from '#server/testing/factories.ts'
import { authorizationFor, type Credential, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

/** Their days are more than a packet holds, and more than is compressed at once. */
const twoMonths = 'start_date=2026-01-01&end_date=2026-03-01&interval=day'
const tenYears = 'start_date=2016-01-01&end_date=2026-01-01&interval=day'

const ask = (as: Credential, url: string, headers: Record<string, string> = {}, rest: InjectOptions = {}) =>
  test.app.inject({ url, headers: { authorization: authorizationFor(url, as), ...headers }, ...rest })

async function arrange() {
  const organization = await createOrganization(test.db)
  const member = await createMember(test.db, organization)
  return { organization, member, usage: `/v2.1/organizations/${organization.name}/usage` }
}

describe('an answer to GET', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync, twoMonths],
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync, tenYears],
    ['gzip, deflate', 'gzip', gunzipSync, twoMonths],
    ['gzip, deflate', 'gzip', gunzipSync, tenYears],
  ] as const)('says the same in less, to who takes %s: %s', async (accepted, encoding, expand, range) => {
    const { member, usage } = await arrange()

    const plain = await ask(member, `${usage}?${range}`)
    const small = await ask(member, `${usage}?${range}`, { 'accept-encoding': accepted })

    expect(plain.headers).not.toHaveProperty('content-encoding')
    expect(small.headers).toMatchObject({
      'content-encoding': encoding,
      vary: expect.stringContaining('accept-encoding') as string,
    })
    expect(expand(small.rawPayload).toString()).toBe(plain.payload)
    expect(small.rawPayload.length).toBeLessThan(plain.rawPayload.length / 5)
  })

  it('keeps the tag of its state, and what else it depends on', async () => {
    const organization = await createOrganization(test.db)
    const admin = await createMember(test.db, organization, { admin: true })
    const project = await createProject(test.db, organization)
    const role = `/v2.1/projects/${project.name}/roles/project-admin`

    const plain = await ask(admin, role)
    const small = await ask(admin, role, { 'accept-encoding': 'br' })

    expect(small.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Origin, accept-encoding' })
    expect(plain.headers.etag).toMatch(/^".+"$/)
    expect(small.headers.etag).toBe(plain.headers.etag)
  })

  it.each(['identity', 'zstd', 'br;q=0, gzip;q=0', ''])('is sent as it is to who takes "%s"', async (accepted) => {
    const { member, usage } = await arrange()

    const answer = await ask(member, `${usage}?${twoMonths}`, { 'accept-encoding': accepted })

    expect(answer.statusCode).toBe(200)
    expect(answer.headers).not.toHaveProperty('content-encoding')
    expect(answer.json()).toHaveLength(5)
  })

  it('is sent as it is where it is short', async () => {
    const { organization, member } = await arrange()

    const answer = await ask(member, `/v2.1/organizations/${organization.name}`, { 'accept-encoding': 'br' })

    expect(answer.headers).not.toHaveProperty('content-encoding')
    expect(answer.json()).toMatchObject({ name: organization.name })
  })

  it('has a length that HEAD does not tell, since it depends on the client', async () => {
    const { member, usage } = await arrange()

    const told = await ask(member, `${usage}?${twoMonths}`, { 'accept-encoding': 'br' }, { method: 'HEAD' })

    expect(told).toMatchObject({ statusCode: 200, payload: '' })
    expect(told.headers).not.toHaveProperty('content-length')
  })
})

it('compresses the description of the API', async () => {
  const answer = await test.app.inject({ url: '/v2.1/openapi.json', headers: { 'accept-encoding': 'br' } })

  expect(answer.headers['content-encoding']).toBe('br')
  expect(JSON.parse(brotliDecompressSync(answer.rawPayload).toString())).toHaveProperty('openapi')
})

it('leaves an answer to a change as it is, however long', async () => {
  const project = await createProject(test.db, await createOrganization(test.db))
  const sender = await createMemberWith(test.db, project, ['metrics.create'])

  const answer = await ask(
    sender,
    `/v2.1/projects/${project.name}/usage`,
    { 'accept-encoding': 'br' },
    { method: 'POST', payload: { batch_id: 'bad', records: Array.from({ length: 200 }, () => ({})) } },
  )

  expect(answer.statusCode).toBe(400)
  expect(answer.rawPayload.length).toBeGreaterThan(2000)
  expect(answer.headers).not.toHaveProperty('content-encoding')
})
