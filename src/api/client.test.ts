import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { createAccountServiceUser, listAccountServiceUsers } from '#contract/account-service-users.ts'
import { getOrganization, listOrganizations } from '#contract/organizations.ts'
import { listProjects } from '#contract/projects.ts'
import { createRole, deleteRole, getRole, type Role } from '#contract/roles.ts'
import { answer, fakeServer, refuse } from '#src/testing/fake-server.ts'
import { ApiError, isRefusal } from './api-error.ts'
import { call, callWithEtag } from './client.ts'

const role: Role = {
  id: '02b77d8f-b312-47ef-990f-4685a7ab9363',
  name: 'reader',
  default: false,
  permissions: ['deployments.list'],
}
const roleParams = { project: 'project-1', role: 'reader' }

afterEach(() => {
  vi.unstubAllGlobals()
})

function respond(response: () => Response | Promise<Response>) {
  const fetched = vi.fn<typeof fetch>(async () => response())
  vi.stubGlobal('fetch', fetched)
  return fetched
}

async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.catch((reason: unknown) => reason)
  if (!(error instanceof ApiError)) throw new Error('Expected an ApiError', { cause: error })
  return error
}

describe('a call', () => {
  test('gives the parsed answer, typed by the contract', async () => {
    fakeServer([answer(getRole, role)])

    const data = await call(getRole, { params: roleParams })

    expect(data).toEqual(role)
    expectTypeOf(data).toEqualTypeOf<Role>()
  })

  test('needs what the endpoint needs, and nothing else', () => {
    // @ts-expect-error -- the path has two parts
    void (() => call(getRole, { params: { project: 'project-1' } }))
    // @ts-expect-error -- this endpoint has no body
    void (() => call(listOrganizations, { body: {} }))
    void (() => call(listOrganizations))
    void (() => call(listProjects))
    // @ts-expect-error -- no such parameter
    void (() => call(listProjects, { query: { colour: 'red' } }))
  })

  test('sends path parts encoded, and a JSON body', async () => {
    const requests = fakeServer([answer(createRole, role)])

    await call(createRole, {
      params: { project: 'a/b c?' },
      body: { name: 'reader', permissions: ['deployments.list'] },
      idempotencyKey: 'key-1',
    })

    expect(requests[0]?.params).toEqual({ project: 'a/b c?' })
    expect(requests[0]?.body).toEqual({ name: 'reader', permissions: ['deployments.list'] })
    expect(requests[0]?.headers.get('content-type')).toBe('application/json')
    expect(requests[0]?.headers.get('idempotency-key')).toBe('key-1')
  })

  test.each(['.', '..', ''])('asks nobody for a path part that a browser would fold away: "%s"', async (name) => {
    const fetched = respond(() => new Response('[]'))

    const error = await failureOf(call(getRole, { params: { project: 'p', role: name } }))

    expect(isRefusal(error, 'not_found')).toBe(true)
    expect(fetched).not.toHaveBeenCalled()
  })

  test('leaves undefined query values out', async () => {
    const fetched = respond(() => new Response('[]'))

    await call(listProjects, { query: { organization: undefined } })
    await call(listProjects, { query: { organization: 'acme & co' } })

    expect(fetched.mock.calls.map(([url]) => url)).toEqual([
      '/v2.1/projects',
      '/v2.1/projects?organization=acme+%26+co',
    ])
  })

  test('sends cookies to its own origin only, and no JSON type on a GET', async () => {
    const fetched = respond(() => new Response('[]'))

    await call(listOrganizations)

    const init = fetched.mock.calls[0]?.[1]
    expect(init?.credentials).toBe('same-origin')
    expect(new Headers(init?.headers).has('content-type')).toBe(false)
  })

  test('marks a change without a body as JSON, as the server asks of a browser', async () => {
    const requests = fakeServer([answer(deleteRole, undefined)])

    await expect(call(deleteRole, { params: roleParams, ifMatch: '"3"' })).resolves.toBeUndefined()

    expect(requests[0]?.headers.get('content-type')).toBe('application/json')
    expect(requests[0]?.headers.get('if-match')).toBe('"3"')
  })

  test('gives the ETag when asked for it', async () => {
    fakeServer([answer(getRole, role, { etag: '"7"' })])

    await expect(callWithEtag(getRole, { params: roleParams })).resolves.toEqual({ data: role, etag: '"7"' })
  })
})

describe('a call of the account API', () => {
  const body = { username: 'robot', email: 'robot@example.com', profile: 'READ_ONLY' } as const

  test('names the organization in X-Account', async () => {
    const requests = fakeServer([answer(listAccountServiceUsers, [])])

    await call(listAccountServiceUsers, { account: 'acme' })

    expect(requests[0]?.headers.get('x-account')).toBe('acme')
  })

  test.each(['日本', 'a\nb', ''])('asks nobody for an organization that no header can name: "%s"', async (account) => {
    const fetched = respond(() => new Response('[]'))

    const error = await failureOf(call(listAccountServiceUsers, { account }))

    expect(isRefusal(error, 'not_found')).toBe(true)
    expect(fetched).not.toHaveBeenCalled()
  })

  test('tells bad data by field', async () => {
    fakeServer([
      refuse(createAccountServiceUser, 'username_taken', 'The username is taken', {
        username: 'username is already in use.',
      }),
    ])

    const error = await failureOf(call(createAccountServiceUser, { account: 'acme', body }))

    expect(error).toMatchObject({
      kind: 'refused',
      status: 400,
      fields: { username: 'username is already in use.' },
      message: 'username is already in use.',
    })
  })

  test('tells what no field has caused as a sentence alone', async () => {
    fakeServer([refuse(createAccountServiceUser, 'malformed_body', 'The body is not valid JSON')])

    const error = await failureOf(call(createAccountServiceUser, { account: 'acme', body }))

    expect(error).toMatchObject({ kind: 'refused', fields: {}, message: 'The body is not valid JSON' })
  })

  test('tells every other refusal like the rest of the API', async () => {
    fakeServer([refuse(createAccountServiceUser, 'escalation', 'Your own profile is READ_ONLY')])

    const error = await failureOf(call(createAccountServiceUser, { account: 'acme', body }))

    expect(isRefusal(error, 'escalation')).toBe(true)
    expect(error.requestId).toBe('request-1')
  })
})

describe('a failed call', () => {
  test('tells a refusal with its code, fields and request id', async () => {
    fakeServer([refuse(createRole, 'role_name_taken', 'A role with this name exists', { name: 'Already in use' })])

    const error = await failureOf(
      call(createRole, { params: { project: 'p' }, body: { name: 'reader', permissions: ['deployments.list'] } }),
    )

    expect(error).toMatchObject({
      kind: 'refused',
      status: 409,
      code: 'role_name_taken',
      fields: { name: 'Already in use' },
      requestId: 'request-1',
      message: 'A role with this name exists',
    })
    expect(isRefusal(error, 'role_name_taken')).toBe(true)
    expect(isRefusal(error, 'forbidden')).toBe(false)
  })

  test('tells a server that is away from one that refuses', async () => {
    respond(
      () => new Response('{"error":"away","code":"unavailable"}', { status: 503, headers: { 'retry-after': '5' } }),
    )

    const error = await failureOf(call(listOrganizations))

    expect(error).toMatchObject({ kind: 'unavailable', status: 503, retryAfterSeconds: 5 })
  })

  test('tells when there is no answer at all', async () => {
    respond(() => Promise.reject(new TypeError('fetch failed: https://user:secret@host')))

    const error = await failureOf(call(listOrganizations))

    expect(error).toMatchObject({ kind: 'unreachable', status: undefined })
    expect(JSON.stringify([error, error.message, error.cause])).not.toContain('secret')
  })

  test.each([
    ['a body of another shape', new Response('{"name":"x"}', { status: 200 })],
    ['a page of HTML', new Response('<html>', { status: 200 })],
    ['another success than the contract names', new Response('{}', { status: 202 })],
    [
      'a fault of the server',
      new Response('{"error":"Internal","code":"internal","request_id":"r9"}', { status: 500 }),
    ],
    ['a refusal by something in between', new Response('<html>', { status: 413 })],
  ])('calls unexpected: %s', async (_, response) => {
    respond(() => response)

    const error = await failureOf(call(getOrganization, { params: { organization: 'acme' } }))

    expect(error.kind).toBe('unexpected')
  })

  test('names where an answer left the contract, never what it held', async () => {
    respond(() => new Response(JSON.stringify({ ...role, name: 17, permissions: 'stw_secret' })))

    const error = await failureOf(call(getRole, { params: roleParams }))

    expect(error.mismatch).toContain('permissions')
    expect(JSON.stringify([error, error.message, error.stack])).not.toContain('stw_secret')
  })

  test('takes the request id from the header when the body has none', async () => {
    respond(() => new Response('oops', { status: 500, headers: { 'x-request-id': 'r7' } }))

    expect((await failureOf(call(listOrganizations))).requestId).toBe('r7')
  })
})

test('a cancelled call ends as an AbortError', async () => {
  const controller = new AbortController()
  respond(
    () =>
      new Promise((_, reject) =>
        controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error)),
      ),
  )

  const pending = call(listOrganizations, { signal: controller.signal })
  controller.abort(new Error('left the page'))

  await expect(pending).rejects.toMatchObject({ name: 'AbortError' })
})
