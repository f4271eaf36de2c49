import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiKeyTypes } from '#contract/account-service-users.ts'
import { buildApp } from './app.ts'
import { connectDatabase } from './db/pool.ts'
import { prepareSetup } from './features/setup/setup.service.ts'
import { logOptions } from './log.ts'
import { hashSecret, newSecret } from './secrets.ts'
import { auditTrail } from './testing/audit-trail.ts'
import { type OwnDatabase, startOwnDatabase } from './testing/own-database.ts'
import { formsOf } from './testing/secret-forms.ts'
import { authorizationFor, type Credential, START } from './testing/test-app.ts'
import { textFinder } from './testing/text-finder.ts'

const PASSWORD = 'k8Fz2mQ7xTbW-first'
const EMAIL = 'root@example.com'
const SERVICE_USERS = '/v2.1/projects/demo/service-users'
/** As many requests at once as the server has connections. */
const WIDTH = 10

const log: string[] = []
const logger = { ...logOptions('trace'), stream: { write: (line: string) => log.push(line) } }
/** Of each secret what it is, for the message of a failure. */
const secrets = new Map<string, string>()
const folder = mkdtempSync(join(tmpdir(), 'steward-secrecy-'))
let database: OwnDatabase
let app: FastifyInstance

beforeAll(async () => {
  database = await startOwnDatabase(folder)
  app = await buildApp({ db: database.db, clock: () => START, logger })
})
afterAll(async () => {
  await database.remove()
  rmSync(folder, { recursive: true, force: true })
})

interface Sent {
  as?: Credential
  body?: object | string
  headers?: Record<string, string>
}

function request(method: string, url: string, { as, body, headers }: Sent): InjectOptions {
  return {
    method: method as NonNullable<InjectOptions['method']>,
    url,
    headers: {
      'content-type': 'application/json',
      ...(as ? { authorization: authorizationFor(url, as) } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: body }),
  }
}

async function done(method: string, url: string, sent: Sent = {}) {
  const { statusCode, body } = await app.inject(request(method, url, sent))
  if (statusCode >= 400) throw new Error(`${method} ${url}: ${statusCode} ${body}`)
  return body ? JSON.parse(body) : undefined
}

/** Has a secret issued: every second time with an Idempotency-Key, and then sometimes asks once more. */
async function issued(kind: string, number: number, method: string, url: string, { as, body = {} }: Sent) {
  const key = randomUUID()
  const sent: Sent = { body, ...(as && { as }), ...(number % 2 === 0 && { headers: { 'idempotency-key': key } }) }
  const answer = await done(method, url, sent)
  const secret: string = answer.token ?? answer.key
  expect(secret).toMatch(/^stw_[0-9A-Za-z]{38}$/)
  if (sent.headers) secrets.set(key, `Idempotency-Key of ${kind} ${number}`)
  // Who rotates a key has lost it with the answer.
  if (number % 20 === 0 && kind !== 'rotated key') expect(await done(method, url, sent)).toEqual(answer)
  secrets.set(secret, `${kind} ${number}`)
  return { id: answer.id as string, token: secret }
}

async function times<Result>(count: number, run: (number: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  const work = async () => {
    while (results.length < count) {
      const number = results.push(undefined as Result) - 1
      results[number] = await run(number)
    }
  }
  await Promise.all(Array.from({ length: WIDTH }, work))
  return results
}

/** The first admin, with a personal token. */
async function setUp(): Promise<Credential> {
  const { code } = (await prepareSetup(database.db, START)) ?? { code: '' }
  const body = { code, email: EMAIL, password: PASSWORD, name: 'Grace', surname: 'Hopper' }
  const answer = await app.inject(request('POST', '/v2.1/setup', { body }))
  const cookie = /^steward=([\w-]{43});/.exec(String(answer.headers['set-cookie']))?.[1] ?? ''
  const headers = { cookie: `steward=${cookie}`, 'sec-fetch-site': 'same-origin' }
  const { token } = await done('POST', '/v2.1/me/tokens', { body: { name: 'first' }, headers })
  secrets.set(PASSWORD, 'password').set(code, 'setup code').set(cookie, 'cookie').set(token, 'first personal token')
  return { email: EMAIL, token }
}

interface Use {
  as: Credential
  url: string
}

/** A thousand secrets of every kind. Answers those that still work, with what they open. */
async function issueAll(admin: Credential): Promise<Use[]> {
  await done('POST', '/v2.1/organizations', { as: admin, body: { name: 'acme', subscription: 'free' } })
  const project = { name: 'demo', organization_name: 'acme', advanced_permissions: false }
  await done('POST', '/v2.1/projects', { as: admin, body: project })

  const personal = await times(250, (number) =>
    issued('personal token', number, 'POST', '/v2.1/me/tokens', { as: admin, body: { name: `token-${number}` } }),
  )
  const created = await times(350, (number) =>
    issued('service user token', number, 'POST', SERVICE_USERS, { as: admin, body: { name: `user-${number}` } }),
  )
  const reset = await times(150, (number) => {
    const { id } = created[number] ?? { id: '' }
    return issued('reset token', number, 'PUT', `${SERVICE_USERS}/${id}/token`, { as: admin })
  })

  const robots = await times(35, async (number) => {
    const username = `robot-${number}`
    const body = { username, email: `${username}@example.com`, profile: 'READ_ONLY' }
    await done('POST', '/v1/service-users', { as: admin, body })
    return username
  })
  const keyPath = (username: string) => `/v1/service-users/${username}/apikey`
  const generated = await times(robots.length * apiKeyTypes.length, async (number) => {
    const username = robots[number % robots.length] ?? ''
    const { name: apiKeyType } = apiKeyTypes[Math.floor(number / robots.length)] ?? { name: 'MONITORING' }
    const { token } = await issued('key', number, 'POST', keyPath(username), { as: admin, body: { apiKeyType } })
    return { username, token, apiKeyType }
  })
  const rotated = await times(110, async (number) => {
    const { username, token, apiKeyType } = generated[number] ?? generated[0]!
    const as = { username, token }
    const key = await issued('rotated key', number, 'POST', keyPath(username), { as, body: { apiKeyType } })
    return { username, token: key.token }
  })
  await times(15, async (number) => {
    const { username, apiKeyType } = generated.at(-1 - number) ?? generated[0]!
    await done('DELETE', keyPath(username), { as: admin, body: { apiKeyType } })
  })

  return [
    ...personal.map((as) => ({ as, url: '/v2.1/me' })),
    ...[...created.slice(reset.length), ...reset].map((as) => ({ as, url: '/v2.1/permissions' })),
    ...[...rotated, ...generated.slice(rotated.length, -15)].map((as) => ({ as, url: '/v1/service-users' })),
  ]
}

/** Where people and their scripts put secrets by mistake. */
function misplaced(secret: string, admin: Credential): InjectOptions[] {
  const as = admin
  const authorization = (value: string) => request('GET', '/v2.1/projects', { headers: { authorization: value } })
  return [
    request('GET', `/${secret}`, {}),
    request('GET', `/v2.1/projects/${secret}`, { as }),
    request('GET', `/v2.1/projects/demo/roles/a-role?token=${secret}`, { as }),
    request('POST', `/v2.1/projects?authorization=Token%20${secret}`, {}),
    request('DELETE', `/v2.1/projects/${secret}`, { as }),
    request('DELETE', `/v2.1/me/tokens/${secret}`, { as }),
    request('PUT', `${SERVICE_USERS}/${secret}/token`, { as }),
    request('DELETE', `/v1/service-users/${secret}`, { as }),
    request('POST', `/v1/service-users/robot-0/apikey/${secret}`, { as }),
    request('POST', '/v1/service-users/robot-0/apikey', { as, body: { apiKeyType: secret } }),
    request('PUT', '/v1/service-users/robot-0', { as, body: { profile: 'READ_ONLY', administrators: [secret] } }),
    request('DELETE', '/v1/service-users/robot-0', { as, headers: { 'x-account': secret } }),
    request('POST', '/v2.1/organizations', { as, body: { name: secret, subscription: 'free' } }),
    request('POST', '/v2.1/projects', { as, body: { name: 'other', organization_name: secret } }),
    request('POST', '/v2.1/session', { body: { email: `${secret}@example.com`, password: secret } }),
    request('POST', '/v2.1/invitations/open', { body: { code: secret } }),
    request('POST', '/v2.1/projects', { as, body: `{"token":"${secret}"` }),
    request('GET', '/v2.1/me', { headers: { cookie: `steward=${secret}` } }),
    authorization(secret),
    authorization(`Digest ${secret}`),
    authorization(`Basic ${secret}`),
    authorization(`Basic ${Buffer.from(secret).toString('base64')}`),
    authorization(`Basic ${Buffer.from(`nobody:${secret}`).toString('base64')}`),
  ]
}

async function misplace(uses: Use[], admin: Credential): Promise<void> {
  const away = connectDatabase({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' })
  const lost = await buildApp({ db: away.db, clock: () => START, logger })
  const some = uses.filter((_, index) => index % 100 === 0)
  for (const { as, url } of some) {
    for (const wrong of misplaced(as.token, admin)) {
      expect((await app.inject(wrong)).statusCode).toBeGreaterThanOrEqual(400)
      await lost.inject(wrong)
    }
    expect(await lost.inject(request('GET', url, { as }))).toMatchObject({ statusCode: 503 })
  }
  await lost.close()
  await away.close()
}

/** Secrets that a person gave away, in the forms that are looked for; else this test could not fail. */
async function plant(admin: Credential): Promise<string[]> {
  const planted = Array.from({ length: 4 }, newSecret)
  const [plain = '', base64 = '', hex = '', end = ''] = planted
  const texts = [plain, Buffer.from(`:${base64}`).toString('base64'), Buffer.from(hex).toString('hex'), end.slice(-16)]
  for (const text of texts) {
    await done('POST', SERVICE_USERS, { as: admin, body: { description: `It was ${text}.` } })
    app.log.info(`It was ${text}.`)
  }
  const names = ['planted as it is', 'planted in Base64', 'planted in hex', 'planted: its end']
  names.forEach((name, index) => secrets.set(planted[index] ?? '', name))
  return names.toSorted()
}

/** The names of the secrets that a file, or any file of a folder, holds in any form. */
function finder(): (path: string) => string[] {
  const names = new Map([...secrets].flatMap(([secret, name]) => formsOf(secret).map((form) => [form, name])))
  const find = textFinder(names.keys())
  return (path) => {
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
      : [path]
    const found = files.flatMap((file) => find(readFileSync(file)).map((form) => names.get(form) ?? form))
    return [...new Set(found)].toSorted()
  }
}

// Some ten seconds, and several times that on a busy machine.
it('keeps none of a thousand tokens and keys, in no dump, file of the database, line of the log or audit row', {
  timeout: 180_000,
}, async () => {
  const admin = await setUp()
  const uses = await issueAll(admin)
  for (const { as, url } of uses) await done('GET', url, { as })
  await misplace(uses, admin)
  const planted = await plant(admin)

  const [dump = '', trail = '', lines = ''] = ['dump.sql', 'audit.json', 'log'].map((name) => join(folder, name))
  await database.dump(dump)
  writeFileSync(trail, JSON.stringify(await auditTrail(database.db)))
  await app.close()
  await database.halt()
  writeFileSync(lines, log.join(''))

  const tokens = [...secrets.keys()].filter((secret) => secret.startsWith('stw_'))
  expect(tokens.length).toBeGreaterThan(1000)
  const dumped = readFileSync(dump, 'utf8')
  const missing = uses.filter(({ as }) => !dumped.includes(hashSecret(as.token).toString('hex')))
  expect(missing).toEqual([])
  const find = finder()
  expect(find(dump)).toEqual(planted)
  expect(find(database.dataFolder)).toEqual(planted)
  expect(find(trail)).toEqual(planted)
  // What has the shape of a secret is not let in.
  expect(find(lines)).toEqual(planted.filter((name) => name !== 'planted as it is'))
})
