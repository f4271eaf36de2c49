import { describe, expect, it } from 'vitest'
import { allEndpoints } from './all.ts'
import { openedBy } from './api-keys.ts'
import { commonErrors, errorStatus } from './error.ts'

const namesInPath = (path: string) => [...path.matchAll(/:([a-zA-Z_]+)/g)].map(([, name = '']) => name)

describe.each(allEndpoints.map((endpoint) => ({ operation: endpoint.operation, endpoint })))(
  '$operation',
  ({ endpoint }) => {
    it('says what it does in a line', () => {
      expect(endpoint.summary).toMatch(/^[A-Z][^\n]{3,120}[^.\s]$/)
      expect(endpoint.tag).not.toBe('')
    })

    it('lives under a version, without a trailing slash', () => {
      expect(endpoint.path).toMatch(
        endpoint.access === 'account' ? /^\/v1(\/(:[a-z_]+|[a-z-]+))+$/ : /^\/v2\.1(\/(:[a-z_]+|[a-z-]+))+$/,
      )
    })

    it('declares exactly the parts of its path', () => {
      const declared = endpoint.params && 'shape' in endpoint.params ? Object.keys(endpoint.params.shape as object) : []

      expect(declared.toSorted()).toEqual(namesInPath(endpoint.path).toSorted())
    })

    it('names its own refusals once, and none that every endpoint has', () => {
      const common: ReadonlySet<string> = new Set(commonErrors)

      expect(new Set(endpoint.errors).size).toBe(endpoint.errors.length)
      for (const code of endpoint.errors) {
        expect(errorStatus).toHaveProperty(code)
        expect(common.has(code)).toBe(false)
      }
    })

    it('names the refusals that its headers bring', () => {
      const isChange = endpoint.method !== 'GET'

      expect(endpoint.errors.includes('stale')).toBe(Boolean(endpoint.etag) && isChange)
      expect(endpoint.errors.includes('idempotency_key_reused')).toBe(Boolean(endpoint.idempotent))
      if (endpoint.idempotent) expect(['POST', 'PUT']).toContain(endpoint.method)
    })

    it('has a body only where a method carries one, and an answer unless it is 204', () => {
      // Document 003 names in the body which key to revoke.
      const mayHaveBody = endpoint.method !== 'GET' && endpoint.method !== 'DELETE'
      if (!mayHaveBody && endpoint.operation !== 'account_service_user_keys_delete') {
        expect(endpoint.body).toBeUndefined()
      }
      if (endpoint.method !== 'GET') expect(endpoint.query).toBeUndefined()
      expect(endpoint.response === undefined).toBe(endpoint.status === 204)
    })
  },
)

describe('all endpoints', () => {
  it('are there', () => {
    expect(allEndpoints.length).toBeGreaterThan(70)
  })

  it('take If-Match for every change of one thing, and give its ETag to whoever reads it', () => {
    const changes = allEndpoints.filter(({ method }) => ['PATCH', 'PUT', 'DELETE'].includes(method))
    const paths = new Set(changes.map(({ path }) => path))

    const untagged = [...changes, ...allEndpoints.filter(({ method, path }) => method === 'GET' && paths.has(path))]
      .filter(({ etag }) => !etag)
      .map(({ operation }) => operation)

    // Signing out ends what there is, and a password has no state to read: who knows the current one has seen it.
    expect(untagged).toEqual(['session_delete', 'session_delete_all', 'me_password_update', 'session_get'])
  })

  it('have operations of their own', () => {
    const operations = allEndpoints.map(({ operation }) => operation)

    expect(operations).toEqual([...new Set(operations)])
  })

  it('differ in method or path, whatever the parts of the path are called', () => {
    const routes = allEndpoints.map(({ method, path }) => `${method} ${path.replaceAll(/:[a-zA-Z_]+/g, ':')}`)

    expect(routes).toEqual([...new Set(routes)])
  })

  it('spell every operation of documents 000 to 002 as these do', () => {
    const documented = allEndpoints
      .filter(({ extension, access }) => !extension && access !== 'account')
      .map(({ operation }) => operation)

    expect(documented.toSorted()).toEqual(
      [
        'service_users_create',
        'service_users_delete',
        'service_users_get',
        'service_users_list',
        'service_users_token',
        'service_users_update',
        'permissions_list',
        'role_assignments_create',
        'role_assignments_delete',
        'role_assignments_get',
        'role_assignments_per_object_list',
        'roles_create',
        'roles_delete',
        'roles_get',
        'roles_list',
        'roles_update',
        'organization_users_create',
        'organization_users_delete',
        'organization_users_get',
        'organization_users_list',
        'organization_users_update',
        'organizations_create',
        'organizations_get',
        'organizations_list',
        'organizations_resource_usage',
        'organizations_update',
        'organizations_usage_get',
      ].toSorted(),
    )
  })

  it('are named by their operations where API keys open them, and open to callers of other kinds', () => {
    const accesses = new Map(allEndpoints.map(({ operation, access }) => [operation, access]))

    expect(Object.keys(openedBy).filter((operation) => accesses.get(operation) !== 'caller')).toEqual([])
  })

  it('have every path of document 003, which gives its operations no names', () => {
    const documented = allEndpoints.filter(({ access }) => access === 'account')

    expect(documented.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      'GET /v1/service-users 200',
      'POST /v1/service-users 201',
      'GET /v1/service-users/:username 200',
      'PUT /v1/service-users/:username 200',
      'DELETE /v1/service-users/:username 204',
      'POST /v1/service-users/:username/apikey 200',
      'DELETE /v1/service-users/:username/apikey 204',
    ])
  })
})
