import {
  accountServiceUserAdministrators,
  accountServiceUserKeys,
  accountServiceUsers,
  accounts,
  auditEvents,
  invitations,
  objects,
  objectVersions,
  organizationMembers,
  organizations,
  personalTokens,
  projectMembers,
  projects,
  roleAssignments,
  roles,
  serviceUserRotations,
  serviceUsers,
  sessions,
  subscriptions,
  usageLimits,
} from '#server/db/schema.ts'
import type { UsageRow } from '#server/features/usage/usage.service.ts'

/** What a sample world fills row by row, each table after those it refers to. */
export const tables = {
  accounts,
  personalTokens,
  sessions,
  organizations,
  subscriptions,
  usageLimits,
  organizationMembers,
  invitations,
  accountServiceUsers,
  accountServiceUserAdministrators,
  accountServiceUserKeys,
  projects,
  projectMembers,
  objects,
  objectVersions,
  serviceUsers,
  roles,
  roleAssignments,
  serviceUserRotations,
  auditEvents,
}

/** A new row of each table. */
export type Row = { [Name in keyof typeof tables]: (typeof tables)[Name]['$inferInsert'] }

export type World = { [Name in keyof Row]: Row[Name][] } & { usage: UsageRow[] }
