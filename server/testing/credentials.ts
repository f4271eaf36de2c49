import type { Db } from '#server/db/pool.ts'
import {
  createAccountServiceUser,
  createOrganization,
  createPerson,
  createProject,
  createServiceUser,
} from './factories.ts'
import type { Credential } from './test-app.ts'

interface CredentialKind {
  create: (db: Db) => Promise<Credential>
  /** What any of the kind may read. */
  url: string
  /** Where its last use is kept. */
  table: string
  column: string
}

/** Everything that remembers when it was last used, in the words of a test's name. */
export const credentialKinds: Readonly<Record<string, CredentialKind>> = {
  'a personal token': {
    create: (db) => createPerson(db),
    url: '/v2.1/me',
    table: 'personal_tokens',
    column: 'last_used_at',
  },
  "a service user's token": {
    create: async (db) => createServiceUser(db, await createProject(db, await createOrganization(db))),
    url: '/v2.1/permissions',
    table: 'service_users',
    column: 'token_last_used_at',
  },
  'an API key': {
    create: async (db) => createAccountServiceUser(db, await createOrganization(db)),
    url: '/v1/service-users',
    table: 'account_service_user_keys',
    column: 'last_used_at',
  },
}
