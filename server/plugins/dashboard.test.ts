import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildApp } from '#server/app.ts'
import { connectDatabase } from '#server/db/pool.ts'
import { hashPassword } from '#server/passwords.ts'
import { createPerson } from '#server/testing/factories.ts'
import { START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()
const SCRIPT = 'console.log("the dashboard")'.repeat(50)
const INDEX = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Steward</title>
<script type="module" src="/assets/index-Ab12.js"></script></head><body><div id="root"></div></body></html>`

let folder: string
let app: FastifyInstance
let httpsApp: FastifyInstance

beforeAll(() => {
  const parent = mkdtempSync(path.join(tmpdir(), 'steward-dashboard-'))
  folder = path.join(parent, 'client')
  mkdirSync(path.join(folder, 'assets'), { recursive: true })
  mkdirSync(path.join(folder, '.vite'))
  writeFileSync(path.join(parent, 'secret.txt'), 'secret')
  writeFileSync(path.join(folder, 'index.html'), INDEX)
  writeFileSync(path.join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  writeFileSync(path.join(folder, '.vite/manifest.json'), '{}')
  const script = path.join(folder, 'assets/index-Ab12.js')
  writeFileSync(script, SCRIPT)
  writeFileSync(`${script}.br`, brotliCompressSync(SCRIPT))
  writeFileSync(`${script}.gz`, gzipSync(SCRIPT))
  writeFileSync(`${script}.map`, '{}')
})
afterAll(() => rmSync(path.dirname(folder), { recursive: true }))

// One app per test, for each remembers that the setup is done.
beforeEach(async () => {
  const options = { db: test.db, clock: () => test.clock.now, clientDir: folder }
  app = await buildApp(options)
  httpsApp = await buildApp({ ...options, publicUrl: 'https://steward.example.com' })
})
afterEach(async () => {
  await app.close()
  await httpsApp.close()
})

const metaOf = (html: string, name: string) =>
  new RegExp(`<meta name="${name}" (?:nonce|content)="([^"]*)">`).exec(html)?.[1]
const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })

describe('a page of the dashboard', () => {
  it.each(['/', '/sign-in', '/organizations/acme/members', '/setup?x=1', '/v', '/documents', '/assets2', '//evil'])(
    'is answered to %s, never kept by a cache',
    async (url) => {
      const answer = await get(url)

      expect(answer.statusCode).toBe(200)
      expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
      expect(answer.body).toContain('<div id="root"></div>')
      expect(answer.headers['x-request-id']).toBeDefined()
    },
  )

  it('has a new nonce each time, the same in policy and page', async () => {
    const [first, second] = [await get('/'), await get('/')]

    const nonce = metaOf(first.body, 'csp-nonce')
    expect(nonce).toMatch(/^[\w+/]{22}==$/)
    expect(metaOf(second.body, 'csp-nonce')).not.toBe(nonce)
    expect(first.headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default`,
    )
  })

  it('says whether its reader is signed in', async () => {
    const person = await createPerson(test.db, { passwordHash: await hashPassword('k8Fz2mQ7xTbW') })
    const signedIn = await app.inject({
      method: 'POST',
      url: '/v2.1/session',
      payload: { email: person.email, password: 'k8Fz2mQ7xTbW' },
    })
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
    const sessionOf = async (headers: Record<string, string>) =>
      metaOf((await get('/', headers)).body, 'steward-session')

    expect(await sessionOf({ cookie })).toBe('active')
    expect(await sessionOf({})).toBe('none')
    expect(await sessionOf({ cookie: 'steward=made-up' })).toBe('none')
    expect(await sessionOf({ authorization: `Token ${person.token}` })).toBe('none')
    test.clock.now = new Date(START.getTime() + 12 * 3_600_000)
    expect(await sessionOf({ cookie })).toBe('none')
  })

  it('says whether the installation waits for its first admin, and no longer asks once it does not', async () => {
    expect(metaOf((await get('/')).body, 'steward-setup')).toBe('needed')
    const person = await createPerson(test.db)
    expect(metaOf((await get('/')).body, 'steward-setup')).toBe('done')

    expect(person.id).toBeDefined()
  })

  it('is answered while the database is away', async () => {
    const away = connectDatabase({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' })
    const lost = await buildApp({ db: away.db, clientDir: folder })

    const answer = await lost.inject({ url: '/organizations', headers: { cookie: 'steward=x' } })
    await lost.close()
    await away.close()

    expect(answer.statusCode).toBe(200)
    expect(metaOf(answer.body, 'steward-session')).toBe('active')
    expect(metaOf(answer.body, 'steward-setup')).toBe('done')
  })

  it('takes GET and HEAD only', async () => {
    expect((await app.inject({ method: 'HEAD', url: '/sign-in' })).statusCode).toBe(200)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      expect((await app.inject({ method, url: '/sign-in' })).statusCode).toBe(404)
    }
  })
})

describe('a file of the build', () => {
  it('with a hash in its name is kept for a year', async () => {
    const answer = await get('/assets/index-Ab12.js')

    expect(answer.body).toBe(SCRIPT)
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    })
  })

  it('is sent as it was compressed at build time', async () => {
    const brotli = await get('/assets/index-Ab12.js', { 'accept-encoding': 'gzip, deflate, br' })
    const gzip = await get('/assets/index-Ab12.js', { 'accept-encoding': 'gzip' })

    expect(brotli.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'application/javascript; charset=utf-8',
    })
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(SCRIPT)
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(Number(brotli.headers['content-length'])).toBeLessThan(SCRIPT.length)
  })

  it('without a hash is asked about each time', async () => {
    const answer = await get('/favicon.svg')

    expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' })
    const again = await get('/favicon.svg', { 'if-none-match': String(answer.headers.etag) })
    expect(again.statusCode).toBe(304)
  })

  it.each([
    '/assets/missing-Ab12.js',
    '/assets/',
    '/assets',
    '/missing.png',
    '/index.html',
    '/.vite/manifest.json',
    '/assets/index-Ab12.js.map',
    '/assets/index-Ab12.js.br',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/..%5csecret.txt',
    '/favicon.svg%00.js',
    '/assets/index-Ab12.js/..',
  ])('is not there, and no page either: %s', async (url) => {
    const answer = await get(url)

    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ error: 'Not found', code: 'not_found' })
  })
})

describe('unknown paths of the API', () => {
  it.each(['/v1', '/v1/nothing', '/v2.1', '/v2.1/', '/v2.1/nothing', '/docs/nothing'])(
    'are no page: %s',
    async (url) => {
      const answer = await get(url)

      expect(answer.statusCode).toBe(404)
      expect(answer.json()).toMatchObject({ error: 'Not found', code: 'not_found' })
    },
  )
})

describe('every answer', () => {
  it.each([
    ['a page', '/', 200],
    ['a file', '/favicon.svg', 200],
    ['the API', '/v2.1/setup', 200],
    ['a refusal', '/v2.1/session', 401],
    ['an unknown path', '/v2.1/nothing', 404],
    ['the documentation', '/docs', 200],
  ])('carries the headers that browsers heed: %s', async (_what, url, status) => {
    const answer = await get(url)

    expect(answer.statusCode).toBe(status)
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'/) as string,
    })
    expect(answer.headers['content-security-policy']).not.toContain('unsafe')
    expect(answer.headers['x-powered-by']).toBeUndefined()
    expect(answer.headers['strict-transport-security']).toBeUndefined()
  })

  it('binds the host to https only where it is reached by https', async () => {
    for (const url of ['/', '/v2.1/setup', '/v2.1/nothing']) {
      expect((await httpsApp.inject(url)).headers['strict-transport-security']).toBe('max-age=31536000')
    }
  })
})
