import { type AccountServiceUser, type ApiKeyType, apiKeyTypes } from '#contract/account-service-users.ts'
import { listMembers, type Member } from '#contract/members.ts'
import type { Profile } from '#contract/profiles.ts'
import { getSession } from '#contract/session.ts'
import { answer, type FakeAnswer } from './fake-server.ts'

const ada = '0198a1b2-0000-4000-8000-000000000001'

const member = (number: number, email: string, profile: Profile): Member => ({
  id: `0198a1b2-0000-4000-8000-00000000000${number}`,
  email,
  name: '',
  surname: '',
  admin: profile === 'OWNER',
  profile,
  status: 'active',
})

/** Ada is signed in, in an organization where she has this profile. */
export const signedInAs = (profile: Profile): FakeAnswer[] => [
  answer(getSession, { user: { id: ada, email: 'ada@example.com', name: 'Ada', surname: '', operator: false } }),
  answer(listMembers, [
    member(1, 'ada@example.com', profile),
    member(2, 'otto@example.com', 'OWNER'),
    member(3, 'clara@example.com', 'CLUSTER_ADMIN'),
    member(4, 'rita@example.com', 'READ_ONLY'),
  ]),
]

/** A service user that Ada administers, with keys of these types, of which no more is said than the document has. */
export function serviceUser(change: Partial<AccountServiceUser> = {}, ...types: ApiKeyType[]): AccountServiceUser {
  const username = change.username ?? 'robot'
  return {
    administrators: ['ada@example.com'],
    displayName: 'Robot',
    email: `${username}@example.com`,
    role: 'CLUSTER_ADMIN',
    username,
    withoutAdministrators: change.administrators?.length === 0,
    apiKeys: {
      allowedApiKeyTypes: [...apiKeyTypes],
      apiKeys: types.map((keyType, index) => ({
        account: ada,
        key: `${'\u2022'.repeat(27)}abcd${index}`,
        keyType,
        username,
      })),
    },
    ...change,
  }
}
