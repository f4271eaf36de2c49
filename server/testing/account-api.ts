import { createMember, createOrganization } from './factories.ts'
import type { Credential, Reply, TestApp } from './test-app.ts'

const LIST = '/v1/service-users'
const path = (username: string) => `${LIST}/${username}`
const keyPath = (username: string) => `${path(username)}/apikey`

/** What a masked key shows before its end. */
export const HIDDEN = '•'.repeat(27)

export const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

export const withoutId = ({ status, body: { request_id: _id, ...body } }: Reply) => ({ status, body })

export const refused = (status: number, code: string) => ({ status, body: { code } })

/** What creates a service user, as document 003 shows it. */
export const serviceUserBody = (values: Record<string, unknown> = {}) => ({
  username: 'test_service_user',
  email: 'test_service_user@test.com',
  profile: 'READ_ONLY',
  displayName: 'service user',
  validationMessages: { username: 'anything' },
  ...values,
})

/** The operations of the account API. */
export function accountApi(test: TestApp) {
  return {
    LIST,
    path,
    keyPath,
    /** An organization with a person of each profile, two of them cluster admins. */
    async arrange() {
      const organization = await createOrganization(test.db)
      const owner = await createMember(test.db, organization, { admin: true, email: 'owner@example.com' })
      const clusterAdmin = await createMember(test.db, organization, { clusterAdmin: true, email: 'Ca1@example.com' })
      const colleague = await createMember(test.db, organization, { clusterAdmin: true, email: 'ca2@example.com' })
      const reader = await createMember(test.db, organization, { email: 'reader@example.com' })
      return { organization, owner, clusterAdmin, colleague, reader }
    },
    create: (as: Credential, values: Record<string, unknown> = {}) =>
      test.call('POST', LIST, { as, body: serviceUserBody(values) }),
    update: (as: Credential, username: string, body: Record<string, unknown>) =>
      test.call('PUT', path(username), { as, body }),
    generate: (as: Credential, username: string, apiKeyType: unknown, headers: Record<string, string> = {}) =>
      test.call('POST', keyPath(username), { as, body: { apiKeyType, validationMessages: {} }, headers }),
    revoke: (as: Credential, username: string, apiKeyType: unknown) =>
      test.call('DELETE', keyPath(username), { as, body: { apiKeyType } }),
  }
}
