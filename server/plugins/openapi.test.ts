import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { allEndpoints } from '#contract/all.ts'
import { openedBy } from '#contract/api-keys.ts'
import { errorStatus } from '#contract/error.ts'
import { useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

interface Described {
  operationId: string
  responses: Record<string, { description: string; content?: unknown }>
  [name: string]: unknown
}

const described = async () => (await test.call('GET', '/v2.1/openapi.json')).body
const operationsOf = (document: { paths: Record<string, Record<string, Described>> }) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
const templateOf = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}')

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(await described())

    expect(result).toMatchObject({ valid: true })
    expect((await described()).openapi).toBe('3.1.1')
  })

  it('has every endpoint of the contract, once, and nothing else', async () => {
    const operations = operationsOf(await described())

    expect(
      operations.map(({ path, method, operation }) => `${method} ${path} ${operation.operationId}`).sort(),
    ).toEqual(
      allEndpoints
        .map(({ method, path, operation }) => `${method.toLowerCase()} ${templateOf(path)} ${operation}`)
        .sort(),
    )
  })

  it.each(allEndpoints.map((endpoint) => [endpoint.operation, endpoint] as const))(
    'says what %s answers, refuses and takes',
    async (_operation, endpoint) => {
      const document = await described()

      const operation: Described = document.paths[templateOf(endpoint.path)][endpoint.method.toLowerCase()]

      expect(operation.summary).toBe(endpoint.summary)
      expect(operation['x-extension'] === true).toBe(endpoint.extension === true)
      expect(operation['x-error-codes'] ?? []).toEqual(endpoint.errors)
      const isOfAccount = endpoint.access === 'account'
      const keyTypes = openedBy[endpoint.operation]
      const security = {
        public: [],
        account: [{ basic: [] }, { session: [] }],
        caller: keyTypes && [{ token: [] }, { session: [] }, { basic: [] }],
        person: undefined,
      }
      expect(operation.security).toEqual(security[endpoint.access])
      expect(operation['x-api-key-types']).toEqual(keyTypes)
      expect('requestBody' in operation).toBe(endpoint.body !== undefined)
      const success = operation.responses[endpoint.status]
      expect(success?.content !== undefined).toBe(endpoint.response !== undefined)
      for (const code of [...endpoint.errors, 'rate_limited' as const]) {
        const response = operation.responses[errorStatus[code]]
        expect(response?.description).toContain(`\`${code}\``)
        const name = isOfAccount && errorStatus[code] === 400 ? 'FieldErrors' : 'Error'
        expect(response?.content).toEqual({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } })
      }
      const headers = ((operation.parameters ?? []) as { in: string; name: string }[]).filter((p) => p.in === 'header')
      expect(headers.map(({ name }) => name)).toEqual([
        ...(isOfAccount ? ['X-Account'] : []),
        ...(endpoint.etag && endpoint.method !== 'GET' ? ['If-Match'] : []),
        ...(endpoint.idempotent ? ['Idempotency-Key'] : []),
      ])
    },
  )

  it('names every way to say who one is', async () => {
    const { components, security } = await described()

    expect(components.securitySchemes).toMatchObject({
      token: { type: 'apiKey', in: 'header', name: 'Authorization' },
      basic: { type: 'http', scheme: 'basic' },
      session: { type: 'apiKey', in: 'cookie', name: 'steward' },
    })
    expect(security).toEqual([{ token: [] }, { session: [] }])
  })
})

describe('its page', () => {
  const get = (url: string) => test.app.inject(url)

  it.each(['/docs', '/docs/', '/docs/static/swagger-ui-bundle.js', '/docs/static/swagger-ui.css'])(
    'is there without inline scripts or styles: %s',
    async (url) => {
      const answer = await get(url)

      expect(answer.statusCode).toBe(200)
      expect(answer.headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';",
      )
    },
  )

  it('reads the same document', async () => {
    expect((await get('/docs/json')).json()).toEqual(await described())
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('takes no %s', async (method) => {
    for (const url of ['/docs', '/docs/json', '/docs/static/swagger-ui.css', '/docs/static/../../../package.json']) {
      expect(await test.call(method, url, { body: {} })).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
  })

  it.each([
    '/docs/nothing',
    '/docs/static/nothing',
    '/docs/static/%2e%2e/package.json',
    '/docs/static/..%2f..%2fpackage.json',
  ])('has no %s', async (url) => {
    const answer = await get(url)

    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ code: 'not_found' })
  })
})
