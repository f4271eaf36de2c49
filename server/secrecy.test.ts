import { sql } from 'drizzle-orm'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildApp } from './app.ts'
import { connectDatabase } from './db/pool.ts'
import { prepareSetup } from './features/setup/setup.service.ts'
import { logOptions } from './log.ts'
import { testDatabase } from './testing/database.ts'
import { findIn } from './testing/secret-forms.ts'
import { START } from './testing/test-app.ts'

const { db, truncate, close } = testDatabase()
const log: string[] = []
const logger = { ...logOptions('trace'), stream: { write: (line: string) => log.push(line) } }
let app: FastifyInstance

beforeAll(async () => {
  app = await buildApp({ db, clock: () => START, logger })
})
afterAll(async () => {
  await app.close()
  await truncate()
  await close()
})

async function wholeDatabase(): Promise<string> {
  const { rows: tables } = await db.execute<{ name: string }>(
    sql`select relname as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
  )
  const dumps = await Promise.all(
    tables.map(
      async ({ name }) => (await db.execute(sql`select row_to_json(t)::text from ${sql.identifier(name)} t`)).rows,
    ),
  )
  return JSON.stringify(dumps)
}

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

async function send(method: NonNullable<InjectOptions['method']>, url: string, body?: object, headers: object = {}) {
  const answer = await app.inject({
    method,
    url,
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
    ...(body ? { payload: body } : {}),
  })
  if (answer.statusCode >= 400) throw new Error(`${method} ${url}: ${answer.body}`)
  const cookie = /^steward=([\w-]{43});/.exec(String(answer.headers['set-cookie'] ?? ''))?.[1] ?? ''
  return { cookie, body: answer.body ? answer.json() : undefined }
}

it('finds a text in whichever way it is written', () => {
  const secret = { it: 'k8Fz2mQ7xTbW-secret' }

  for (const prefix of ['', 'a', 'ab']) {
    const bytes = Buffer.from(`${prefix}${secret.it} and more`)
    for (const encoding of ['utf8', 'base64', 'base64url', 'hex'] as const) {
      expect(findIn(bytes.toString(encoding), secret)).toEqual(['it'])
    }
  }
  expect(findIn('something else', secret)).toEqual([])
})

it('finds the end of a token', () => {
  const secret = { it: `stw_${'k8Fz2mQ7'.repeat(4)}abcdef` }

  expect(findIn(`…${secret.it.slice(-16)}…`, secret)).toEqual(['it'])
  expect(findIn(`…${secret.it.slice(-5)}…`, secret)).toEqual([])
})

it('keeps no secret that was ever sent or answered, in no table and no line of the log', async () => {
  const passwords = { password: 'k8Fz2mQ7xTbW-first', newPassword: 'k8Fz2mQ7xTbW-second', theirs: 'k8Fz2mQ7xTbW-third' }
  const keys = {
    tokenKey: 'key-of-the-token-9431',
    invitationKey: 'key-of-the-invitation-9431',
    resetKey: 'key-of-reset-9431',
    apiKeyKey: 'key-of-the-api-key-9431',
  }
  const setupCode = (await prepareSetup(db, START))?.code ?? ''
  const person = { name: 'Grace', surname: 'Hopper' }

  const admin = { email: 'root@example.com', password: passwords.password }
  const setup = await send('POST', '/v2.1/setup', { ...admin, ...person, code: setupCode })
  const signedIn = await send('POST', '/v2.1/session', admin)
  const browser = { cookie: `steward=${signedIn.cookie}` }
  const password = { current_password: passwords.password, new_password: passwords.newPassword }
  await send('PUT', '/v2.1/me/password', password, browser)
  const { body: personal } = await send(
    'POST',
    '/v2.1/me/tokens',
    { name: 'ci' },
    { ...browser, 'idempotency-key': keys.tokenKey },
  )

  const script = { authorization: `Token ${personal.token}` }
  await send('POST', '/v2.1/organizations', { name: 'acme', subscription: 'free' }, script)
  const { body: member } = await send('POST', '/v2.1/organizations/acme/users', { email: 'new@example.com' }, script)
  const { body: invitation } = await send('POST', `/v2.1/organizations/acme/users/${member.id}/invitation`, undefined, {
    ...script,
    'idempotency-key': keys.invitationKey,
  })
  await send('POST', '/v2.1/invitations/open', { code: invitation.code })
  const joined = await send('POST', '/v2.1/invitations/accept', {
    ...person,
    code: invitation.code,
    password: passwords.theirs,
  })

  await send('POST', '/v2.1/projects', { name: 'demo', organization_name: 'acme', advanced_permissions: false }, script)
  const { body: created } = await send('POST', '/v2.1/projects/demo/service-users', {}, script)
  const { body: reset } = await send('PUT', `/v2.1/projects/demo/service-users/${created.id}/token`, undefined, {
    ...script,
    'idempotency-key': keys.resetKey,
  })

  const owner = basic(`${admin.email}:${personal.token}`)
  const robot = { username: 'robot', email: 'robot@example.com', profile: 'OWNER' }
  await send('POST', '/v1/service-users', robot, owner)
  const keyPath = '/v1/service-users/robot/apikey'
  const type = { apiKeyType: 'MONITORING' }
  const { body: generated } = await send('POST', keyPath, type, { ...owner, 'idempotency-key': keys.apiKeyKey })
  const { body: rotated } = await send('POST', keyPath, type, basic(`robot:${generated.key}`))
  const { body: listed } = await send('GET', '/v1/service-users', undefined, basic(`robot:${rotated.key}`))
  const { body: revoked } = await send('POST', keyPath, { apiKeyType: 'PROVISIONING' }, owner)
  await send('DELETE', keyPath, { apiKeyType: 'PROVISIONING' }, owner)

  const secrets = {
    ...passwords,
    ...keys,
    setupCode,
    setupCookie: setup.cookie,
    cookie: signedIn.cookie,
    theirCookie: joined.cookie,
    personalToken: personal.token,
    invitationCode: invitation.code,
    serviceUserToken: created.token,
    resetToken: reset.token,
    apiKey: generated.key,
    rotatedApiKey: rotated.key,
    revokedApiKey: revoked.key,
  }
  for (const secret of Object.values(secrets)) expect(secret.length).toBeGreaterThan(16)
  const database = await wholeDatabase()
  expect(database).toContain(personal.prefix)
  expect(database).toContain(`"key_ending":"${rotated.key.slice(-5)}"`.replaceAll('"', '\\"'))
  expect(findIn(JSON.stringify(listed), secrets)).toEqual([])
  expect(findIn(database, secrets)).toEqual([])
  expect(log.join('')).toContain('/v2.1/invitations/accept')
  expect(findIn(log.join(''), secrets)).toEqual([])
})

it('keeps none when a request is refused or fails', async () => {
  const away = connectDatabase({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' })
  const lost = await buildApp({ db: away.db, clock: () => START, logger })
  const secrets = {
    password: 'k8Fz2mQ7xTbW-wrong',
    token: `stw_${'k8Fz2mQ7'.repeat(4)}abcdef`,
    cookie: 'k8Fz2mQ7xTbW-cookie',
  }
  const body = { email: 'root@example.com', password: secrets.password }
  const requests: InjectOptions[] = [
    { method: 'POST', url: '/v2.1/session', payload: body },
    { method: 'POST', url: '/v2.1/session', payload: { ...body, email: secrets.password } },
    {
      method: 'POST',
      url: '/v2.1/session',
      headers: { 'content-type': 'application/json' },
      payload: `{"password":"${secrets.password}"`,
    },
    { method: 'POST', url: '/v2.1/setup', payload: { ...body, code: secrets.token, name: 'Grace', surname: '' } },
    { method: 'POST', url: '/v2.1/invitations/open', payload: { code: secrets.token } },
    {
      method: 'POST',
      url: '/v2.1/invitations/accept',
      payload: { code: secrets.token, name: 'G', password: secrets.password },
    },
    { method: 'GET', url: '/v2.1/me', headers: { authorization: `Token ${secrets.token}` } },
    {
      method: 'GET',
      url: '/v2.1/me',
      headers: { authorization: `Basic ${Buffer.from(secrets.token).toString('base64')}` },
    },
    { method: 'GET', url: '/v2.1/me', headers: { cookie: `steward=${secrets.cookie}` } },
    { method: 'GET', url: '/v1/service-users', headers: basic(`robot:${secrets.token}`) },
    { method: 'POST', url: '/v1/service-users', headers: basic(`robot:${secrets.token}`), payload: body },
  ]

  for (const target of [app, lost]) {
    for (const request of requests) {
      const { statusCode } = await target.inject(request)
      expect(statusCode).toBeGreaterThanOrEqual(400)
    }
  }
  await lost.close()
  await away.close()

  expect(log.join('')).toContain('database unavailable')
  expect(findIn(log.join(''), secrets)).toEqual([])
  expect(findIn(await wholeDatabase(), secrets)).toEqual([])
})
