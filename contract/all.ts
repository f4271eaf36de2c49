import * as access from './access.ts'
import * as account from './account.ts'
import * as accountServiceUsers from './account-service-users.ts'
import * as credentials from './credentials.ts'
import type { Endpoint } from './endpoint.ts'
import * as invitations from './invitations.ts'
import * as members from './members.ts'
import * as objects from './objects.ts'
import * as organizations from './organizations.ts'
import * as permissions from './permissions.ts'
import * as projects from './projects.ts'
import * as roleAssignments from './role-assignments.ts'
import * as roles from './roles.ts'
import * as serviceUsers from './service-users.ts'
import * as session from './session.ts'
import * as usage from './usage.ts'
import * as usageBreakdown from './usage-breakdown.ts'
import * as usageChanges from './usage-changes.ts'
import * as usageLimits from './usage-limits.ts'
import * as usageRecords from './usage-records.ts'

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'operation' in value && 'path' in value

const subjects: readonly object[] = [
  session,
  invitations,
  account,
  organizations,
  members,
  usage,
  usageBreakdown,
  usageLimits,
  usageChanges,
  credentials,
  permissions,
  projects,
  usageRecords,
  objects.deploymentEndpoints,
  objects.pipelineEndpoints,
  objects.bucketEndpoints,
  serviceUsers,
  roles,
  roleAssignments,
  access,
  accountServiceUsers,
]

/** Every endpoint of the API, for the server's completeness check, the OpenAPI document and tests that hold over all. */
export const allEndpoints: readonly Endpoint[] = subjects.flatMap((subject) =>
  Object.values(subject).filter(isEndpoint),
)
