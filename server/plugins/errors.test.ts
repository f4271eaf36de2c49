import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { buildApp } from '#server/app.ts'
import { connectDatabase } from '#server/db/pool.ts'
import { createPerson } from '#server/testing/factories.ts'
import { useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()
const json = { 'content-type': 'application/json' }

describe('a body that cannot be read', () => {
  it.each([
    ['broken JSON', '{"name":', json, 400, 'malformed_body'],
    ['JSON with a comma too many', '{"name":"a",}', json, 400, 'malformed_body'],
    ['a __proto__ key', '{"__proto__":{"admin":true},"name":"a"}', json, 400, 'malformed_body'],
    ['a constructor with a prototype', '{"constructor":{"prototype":{"a":1}},"name":"a"}', json, 400, 'malformed_body'],
    ['a bare text', '"name"', json, 400, 'invalid_input'],
    ['an array', '[]', json, 400, 'invalid_input'],
    ['null', 'null', json, 400, 'invalid_input'],
    ['a number too large to be one', '{"name":1e999}', json, 400, 'invalid_input'],
    ['a form', 'name=a', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
    ['plain text', '{"name":"a"}', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['a file upload', '--x--', { 'content-type': 'multipart/form-data; boundary=x' }, 415, 'unsupported_media_type'],
    ['a type that is none', '{"name":"a"}', { 'content-type': 'json' }, 415, 'unsupported_media_type'],
    ['more than a megabyte', `{"name":"${'a'.repeat(1024 * 1024)}"}`, json, 413, 'too_large'],
  ])('is refused: %s', async (_what, body, headers, status, code) => {
    const person = await createPerson(test.db)

    const answer = await test.call('POST', '/v2.1/me/tokens', { as: person, body, headers })

    expect(answer).toMatchObject({ status, body: { code, error: expect.any(String) as string } })
    expect(answer.body.request_id).toBe(answer.headers['x-request-id'])
  })

  it('is refused with 20 MB like with one', async () => {
    const answer = await test.call('POST', '/v2.1/session', { body: `{"email":"${'a'.repeat(20_000_000)}"}` })

    expect(answer).toMatchObject({ status: 413, body: { code: 'too_large' } })
  })

  it('names the fields that are wrong, with the first reason of each', async () => {
    const person = await createPerson(test.db)

    const answer = await test.call('POST', '/v2.1/me/tokens', {
      as: person,
      body: { name: '', expiry_date: '2026-02-30' },
    })

    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: 'name: Name is required',
        code: 'invalid_input',
        fields: { name: 'Name is required', expiry_date: 'Enter a date, or a date and time, that exists' },
      },
    })
  })
})

describe('text that no column can hold', () => {
  it.each([
    ['a null byte', 'a\u0000b'],
    ['a lone surrogate', 'a\ud800b'],
    ['a control character', 'a\u001bb'],
    ['a zero-width space', 'a\u200bb'],
    ['a direction mark', 'a\u202eb'],
  ])('is refused in a name: %s', async (_what, name) => {
    const person = await createPerson(test.db)

    const answer = await test.call('PATCH', '/v2.1/me', { as: person, body: { name, surname: '' } })

    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { name: expect.any(String) as string } },
    })
  })

  it.each(['a\u0000b', 'a\ud800b'])('is only a wrong password where nothing is stored: %j', async (password) => {
    const answer = await test.call('POST', '/v2.1/session', { body: { email: 'nobody@example.com', password } })

    expect(answer.status).toBe(401)
  })

  it.each(['%00', 'a%00b', '%ED%A0%80', '%zz', '%', 'a'.repeat(65), 'a'.repeat(300), '..%2f..', '%E2%80%8B'])(
    'is simply not found in a path: %s',
    async (name) => {
      const person = await createPerson(test.db)

      const answer = await test.call('GET', `/v2.1/organizations/${name}`, { as: person })

      expect(answer).toMatchObject({ status: 404, body: { error: 'Not found', code: 'not_found' } })
      expect(answer.body.request_id).toBe(answer.headers['x-request-id'])
    },
  )
})

describe('an empty body with a JSON content type', () => {
  it('is no body on a GET', async () => {
    const person = await createPerson(test.db)

    const answer = await test.call('GET', '/v2.1/me', { as: person, body: '' })

    expect(answer.status).toBe(200)
  })

  it('is no body on a DELETE', async () => {
    const answer = await test.call('DELETE', '/v2.1/session', { body: '' })

    expect(answer.status).toBe(204)
  })

  it('is an empty object where a body is expected', async () => {
    const person = await createPerson(test.db)

    const answer = await test.call('PUT', '/v2.1/me/password', { as: person, body: '' })

    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
  })
})

describe('an unknown path', () => {
  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('is not found for %s', async (method) => {
    const answer = await test.call(method, '/v2.1/nothing-here')

    expect(answer).toMatchObject({ status: 404, body: { error: 'Not found', code: 'not_found' } })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('tells the methods of a path that has others', async () => {
    const answer = await test.call('PUT', '/v2.1/session', { body: '{"broken' })

    expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } })
    expect(answer.headers.allow).toBe('POST, GET, DELETE')
  })
})

describe('what nobody foresaw', () => {
  it('answers a fixed sentence, with the cause in the log only', async () => {
    const lines: string[] = []
    const app = await buildApp({
      db: test.db,
      clock: () => test.clock.now,
      logger: { level: 'error', stream: { write: (line: string) => lines.push(line) } },
    })
    app.get('/v2.1/broken', () => test.db.execute(sql`select secret_column from nowhere`))

    const answer = await app.inject('/v2.1/broken')
    await app.close()

    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toEqual({
      error: 'Something went wrong on our side',
      code: 'internal',
      request_id: answer.headers['x-request-id'],
    })
    expect(lines.join('')).toContain('nowhere')
  })
})

describe('a database that is away', () => {
  it('answers 503 with the time to wait', async () => {
    const away = connectDatabase({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' })
    const app = await buildApp({ db: away.db })

    const answers = await Promise.all([
      app.inject({ url: '/v2.1/setup' }),
      app.inject({ method: 'POST', url: '/v2.1/session', payload: { email: 'a@example.com', password: 'x' } }),
      app.inject({ url: '/v2.1/organizations', headers: { authorization: 'Token not-a-token' } }),
    ])
    await app.close()
    await away.close()

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([503, 503, 401])
    expect(answers[0]?.headers['retry-after']).toBe('2')
    expect(answers[0]?.json()).toMatchObject({ code: 'unavailable', error: expect.any(String) as string })
  })
})
