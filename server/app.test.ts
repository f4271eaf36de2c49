import http from 'node:http'
import { expect, it } from 'vitest'
import { buildApp } from './app.ts'
import { createPerson } from './testing/factories.ts'
import { START, useTestApp } from './testing/test-app.ts'

const test = useTestApp()

/** Sent as it is, since injecting tidies an address up before the server sees it. */
function send(port: number, method: string, path: string, token: string): Promise<[number?, string?]> {
  const headers = { authorization: `Token ${token}`, 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const request = http.request({ port, method, path, headers }, (response) => {
      response
        .resume()
        .on('end', () => resolve([response.statusCode ?? 0, response.headers['cache-control'] ?? 'none']))
    })
    request.on('error', reject)
    request.end(method === 'POST' ? '{"name":"cli"}' : undefined)
  })
}

it('lets nobody keep an answer of the API, however its address is spelled', async () => {
  const { token } = await createPerson(test.db)
  const app = await buildApp({ db: test.db, clock: () => START })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const port = Number(new URL(app.listeningOrigin).port)
  const requests: [string, string, number][] = [
    ['POST', '/v2.1/me/tokens', 201],
    ['POST', '/%762.1/me/tokens', 201],
    ['POST', 'http://elsewhere.example/v2.1/me/tokens', 201],
    ['GET', '/%76%32.1/me', 200],
    ['GET', '/v2.1/openapi.json', 200],
    ['PATCH', '/%762.1/me', 400],
    ['PUT', '/%762.1/me', 405],
    ['GET', '/%762.1/organizations/nowhere', 404],
    ['GET', 'http://elsewhere.example/v2.1/nowhere', 404],
    ['GET', '/%762.1/nowhere', 404],
    ['GET', '/v2.1/%zz', 404],
  ]

  try {
    for (const [method, path, status] of requests) {
      expect([method, path, ...(await send(port, method, path, token))]).toEqual([method, path, status, 'no-store'])
    }
  } finally {
    await app.close()
  }
})
