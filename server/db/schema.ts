import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { UsageMetric } from '#contract/usage.ts'
import type { UsageBatch } from '#contract/usage-records.ts'

// Every tenant table carries organization_id and its indexes start with it, so that a sharding Postgres can distribute
// by tenant. Names that paths use without their organization (projects) are unique over the installation.

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 6, mode: 'date' })
const createdAt = () => instant('created_at').notNull()
/** Counts the changes of a row; the ETag is made of it and the id. */
const revision = () => integer('revision').notNull().default(1)

/** People. An account without a password has been invited and has not accepted yet. */
export const accounts = pgTable(
  'accounts',
  {
    id: uuid('id').primaryKey(),
    /** As it was typed; unique ignoring case. */
    email: text('email').notNull(),
    name: text('name').notNull().default(''),
    surname: text('surname').notNull().default(''),
    passwordHash: text('password_hash'),
    operator: boolean('operator').notNull().default(false),
    createdAt: createdAt(),
    revision: revision(),
  },
  (table) => [uniqueIndex('accounts_email_key').on(sql`lower(${table.email})`)],
)

export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    tokenHash: bytes('token_hash').notNull().unique('sessions_token_hash_key'),
    userAgent: text('user_agent').notNull(),
    address: text('address').notNull(),
    createdAt: createdAt(),
    lastSeenAt: instant('last_seen_at').notNull(),
  },
  (table) => [index('sessions_account_id_index').on(table.accountId)],
)

export const personalTokens = pgTable(
  'personal_tokens',
  {
    id: uuid('id').primaryKey(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    tokenHash: bytes('token_hash').notNull().unique('personal_tokens_token_hash_key'),
    tokenPrefix: text('token_prefix').notNull(),
    createdAt: createdAt(),
    expiresAt: instant('expires_at'),
    lastUsedAt: instant('last_used_at'),
  },
  (table) => [index('personal_tokens_account_id_index').on(table.accountId)],
)

/** Hashes of the codes that running processes have printed for the first-run setup. */
export const setupCodes = pgTable('setup_codes', {
  codeHash: bytes('code_hash').primaryKey(),
  createdAt: createdAt(),
})

/** Failed attempts per account or address within a window; shared by all processes. */
export const throttles = pgTable('throttles', {
  key: text('key').primaryKey(),
  attempts: integer('attempts').notNull(),
  windowEndsAt: instant('window_ends_at').notNull(),
})

/** First answers of requests that carried an Idempotency-Key, encrypted with a key derived from that header. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    caller: text('caller').notNull(),
    keyHash: bytes('key_hash').notNull(),
    requestHash: bytes('request_hash').notNull(),
    status: integer('status'),
    answer: bytes('answer'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.caller, table.keyHash] }),
    index('idempotency_keys_created_at_index').on(table.createdAt),
  ],
)

export const organizations = pgTable('organizations', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull().unique('organizations_name_key'),
  createdAt: createdAt(),
  revision: revision(),
})

/** The current subscription of an organization and at most one that starts on a day to come. */
export const subscriptions = pgTable(
  'subscriptions',
  {
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    startDate: date('start_date', { mode: 'string' }).notNull(),
    endDate: date('end_date', { mode: 'string' }),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.startDate] }),
    check('subscriptions_dates_check', sql`${table.endDate} is null or ${table.endDate} > ${table.startDate}`),
  ],
)

export const organizationMembers = pgTable(
  'organization_members',
  {
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** Also the profile OWNER. */
    admin: boolean('admin').notNull().default(false),
    /** The profile CLUSTER_ADMIN; who is neither this nor an admin is READ_ONLY. */
    clusterAdmin: boolean('cluster_admin').notNull().default(false),
    /** False until the person has accepted an invitation of this organization; roles wait until then. */
    active: boolean('active').notNull(),
    createdAt: createdAt(),
    lastActiveAt: instant('last_active_at'),
    revision: revision(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.accountId] }),
    index('organization_members_account_id_index').on(table.accountId),
    check('organization_members_profile_check', sql`not (${table.admin} and ${table.clusterAdmin})`),
  ],
)

export const invitations = pgTable(
  'invitations',
  {
    organizationId: uuid('organization_id').notNull(),
    accountId: uuid('account_id').notNull(),
    codeHash: bytes('code_hash').notNull().unique('invitations_code_hash_key'),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.accountId] }),
    foreignKey({
      name: 'invitations_member_fkey',
      columns: [table.organizationId, table.accountId],
      foreignColumns: [organizationMembers.organizationId, organizationMembers.accountId],
    }).onDelete('cascade'),
  ],
)

/** API-only users of an organization. HTTP Basic names them, so that their usernames are unique over the installation. */
export const accountServiceUsers = pgTable(
  'account_service_users',
  {
    id: uuid('id').primaryKey(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    username: text('username').notNull(),
    /** As it was typed; unique ignoring case and `+alias`. */
    email: text('email').notNull(),
    displayName: text('display_name').notNull(),
    profile: text('profile', { enum: ['OWNER', 'CLUSTER_ADMIN', 'READ_ONLY'] }).notNull(),
    createdAt: createdAt(),
    revision: revision(),
  },
  (table) => [
    uniqueIndex('account_service_users_username_key').on(sql`lower(${table.username})`),
    uniqueIndex('account_service_users_email_key').on(sql`lower(regexp_replace(${table.email}, '[+][^@]*@', '@'))`),
    unique('account_service_users_tenant_key').on(table.organizationId, table.id),
    check('account_service_users_profile_check', sql`${table.profile} in ('OWNER', 'CLUSTER_ADMIN', 'READ_ONLY')`),
  ],
)

export const accountServiceUserAdministrators = pgTable(
  'account_service_user_administrators',
  {
    organizationId: uuid('organization_id').notNull(),
    serviceUserId: uuid('service_user_id').notNull(),
    accountId: uuid('account_id').notNull(),
  },
  (table) => [
    // The name that would be made up is longer than Postgres takes.
    primaryKey({
      name: 'account_service_user_administrators_key',
      columns: [table.organizationId, table.serviceUserId, table.accountId],
    }),
    foreignKey({
      name: 'account_service_user_administrators_service_user_fkey',
      columns: [table.organizationId, table.serviceUserId],
      foreignColumns: [accountServiceUsers.organizationId, accountServiceUsers.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'account_service_user_administrators_member_fkey',
      columns: [table.organizationId, table.accountId],
      foreignColumns: [organizationMembers.organizationId, organizationMembers.accountId],
    }).onDelete('cascade'),
    index('account_service_user_administrators_account_id_index').on(table.organizationId, table.accountId),
  ],
)

/** At most one of each type. */
export const accountServiceUserKeys = pgTable(
  'account_service_user_keys',
  {
    id: uuid('id').primaryKey(),
    organizationId: uuid('organization_id').notNull(),
    serviceUserId: uuid('service_user_id').notNull(),
    type: text('type', {
      enum: ['MONITORING', 'PROVISIONING_READONLY', 'PROVISIONING', 'USER_MANAGEMENT'],
    }).notNull(),
    keyHash: bytes('key_hash').notNull().unique('account_service_user_keys_key_hash_key'),
    /** The last five characters, which masked keys show. */
    keyEnding: text('key_ending').notNull(),
    createdAt: createdAt(),
    lastUsedAt: instant('last_used_at'),
  },
  (table) => [
    unique('account_service_user_keys_type_key').on(table.organizationId, table.serviceUserId, table.type),
    foreignKey({
      name: 'account_service_user_keys_service_user_fkey',
      columns: [table.organizationId, table.serviceUserId],
      foreignColumns: [accountServiceUsers.organizationId, accountServiceUsers.id],
    }).onDelete('cascade'),
    check(
      'account_service_user_keys_type_check',
      sql`${table.type} in ('MONITORING', 'PROVISIONING_READONLY', 'PROVISIONING', 'USER_MANAGEMENT')`,
    ),
  ],
)

export const projects = pgTable(
  'projects',
  {
    id: uuid('id').primaryKey(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    name: text('name').notNull().unique('projects_name_key'),
    advancedPermissions: boolean('advanced_permissions').notNull().default(false),
    credits: numeric('credits', { mode: 'number' }),
    suspended: boolean('suspended').notNull().default(false),
    suspendedReason: text('suspended_reason'),
    createdAt: createdAt(),
    revision: revision(),
  },
  (table) => [unique('projects_tenant_key').on(table.organizationId, table.id)],
)

/** Columns and constraint of a row that belongs to a project. */
const projectColumns = () => ({
  organizationId: uuid('organization_id').notNull(),
  projectId: uuid('project_id').notNull(),
})

export const projectMembers = pgTable(
  'project_members',
  { ...projectColumns(), accountId: uuid('account_id').notNull(), createdAt: createdAt() },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.projectId, table.accountId] }),
    foreignKey({
      name: 'project_members_project_fkey',
      columns: [table.organizationId, table.projectId],
      foreignColumns: [projects.organizationId, projects.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'project_members_member_fkey',
      columns: [table.organizationId, table.accountId],
      foreignColumns: [organizationMembers.organizationId, organizationMembers.accountId],
    }).onDelete('cascade'),
    index('project_members_account_id_index').on(table.organizationId, table.accountId),
  ],
)

/** Deployments, pipelines and buckets: what a role can be assigned on. */
export const objects = pgTable(
  'objects',
  {
    id: uuid('id').primaryKey(),
    ...projectColumns(),
    kind: text('kind', { enum: ['deployment', 'pipeline', 'bucket'] }).notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    labels: jsonb('labels').$type<Record<string, string>>().notNull().default({}),
    inputType: text('input_type'),
    outputType: text('output_type'),
    inputFields: jsonb('input_fields').$type<ObjectField[]>().notNull().default([]),
    outputFields: jsonb('output_fields').$type<ObjectField[]>().notNull().default([]),
    defaultVersion: text('default_version'),
    provider: text('provider'),
    configuration: jsonb('configuration').$type<Record<string, string>>().notNull().default({}),
    ttl: integer('ttl'),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
    revision: revision(),
  },
  (table) => [
    unique('objects_name_key').on(table.organizationId, table.projectId, table.kind, table.name),
    unique('objects_tenant_key').on(table.organizationId, table.projectId, table.id),
    foreignKey({
      name: 'objects_project_fkey',
      columns: [table.organizationId, table.projectId],
      foreignColumns: [projects.organizationId, projects.id],
    }).onDelete('cascade'),
    check('objects_kind_check', sql`${table.kind} in ('deployment', 'pipeline', 'bucket')`),
  ],
)

export interface ObjectField {
  name: string
  data_type: string
  widget: Record<string, Json>
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export const objectVersions = pgTable(
  'object_versions',
  {
    id: uuid('id').primaryKey(),
    ...projectColumns(),
    objectId: uuid('object_id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    labels: jsonb('labels').$type<Record<string, string>>().notNull().default({}),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull(),
    revision: revision(),
  },
  (table) => [
    unique('object_versions_name_key').on(table.organizationId, table.objectId, table.name),
    foreignKey({
      name: 'object_versions_object_fkey',
      columns: [table.organizationId, table.projectId, table.objectId],
      foreignColumns: [objects.organizationId, objects.projectId, objects.id],
    }).onDelete('cascade'),
  ],
)

export const serviceUsers = pgTable(
  'service_users',
  {
    id: uuid('id').primaryKey(),
    ...projectColumns(),
    /** Fixed at creation; a project renamed later does not change it. */
    email: text('email').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    expiresAt: instant('expires_at'),
    allowedCorsOrigins: text('allowed_cors_origins').array().notNull().default([]),
    tokenHash: bytes('token_hash').notNull().unique('service_users_token_hash_key'),
    tokenPrefix: text('token_prefix').notNull(),
    tokenLastUsedAt: instant('token_last_used_at'),
    createdAt: createdAt(),
    revision: revision(),
  },
  (table) => [
    unique('service_users_tenant_key').on(table.organizationId, table.projectId, table.id),
    foreignKey({
      name: 'service_users_project_fkey',
      columns: [table.organizationId, table.projectId],
      foreignColumns: [projects.organizationId, projects.id],
    }).onDelete('cascade'),
  ],
)

/** A service user that takes over from another, as long as both are there: whichever is deleted ends it. */
export const serviceUserRotations = pgTable(
  'service_user_rotations',
  {
    ...projectColumns(),
    oldId: uuid('old_id').notNull(),
    newId: uuid('new_id').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.projectId, table.oldId] }),
    unique('service_user_rotations_new_key').on(table.organizationId, table.projectId, table.newId),
    foreignKey({
      name: 'service_user_rotations_old_fkey',
      columns: [table.organizationId, table.projectId, table.oldId],
      foreignColumns: [serviceUsers.organizationId, serviceUsers.projectId, serviceUsers.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'service_user_rotations_new_fkey',
      columns: [table.organizationId, table.projectId, table.newId],
      foreignColumns: [serviceUsers.organizationId, serviceUsers.projectId, serviceUsers.id],
    }).onDelete('cascade'),
  ],
)

/** Default roles are copied into each project, so that the names of a project's roles are unique by constraint. */
export const roles = pgTable(
  'roles',
  {
    id: uuid('id').primaryKey(),
    ...projectColumns(),
    name: text('name').notNull(),
    isDefault: boolean('is_default').notNull().default(false),
    permissions: text('permissions').array().notNull(),
    createdAt: createdAt(),
    revision: revision(),
  },
  (table) => [
    unique('roles_name_key').on(table.organizationId, table.projectId, table.name),
    unique('roles_tenant_key').on(table.organizationId, table.projectId, table.id),
    foreignKey({
      name: 'roles_project_fkey',
      columns: [table.organizationId, table.projectId],
      foreignColumns: [projects.organizationId, projects.id],
    }).onDelete('cascade'),
  ],
)

/** One role, held by exactly one of a person, a service user or a deployment, on the project or on one object of it. */
export const roleAssignments = pgTable(
  'role_assignments',
  {
    id: uuid('id').primaryKey(),
    ...projectColumns(),
    roleId: uuid('role_id').notNull(),
    accountId: uuid('account_id'),
    serviceUserId: uuid('service_user_id'),
    deploymentId: uuid('deployment_id'),
    /** Null: the whole project. */
    objectId: uuid('object_id'),
    createdAt: createdAt(),
  },
  (table) => [
    unique('role_assignments_key')
      .on(
        table.organizationId,
        table.projectId,
        table.accountId,
        table.serviceUserId,
        table.deploymentId,
        table.objectId,
        table.roleId,
      )
      .nullsNotDistinct(),
    index('role_assignments_service_user_index').on(table.organizationId, table.projectId, table.serviceUserId),
    index('role_assignments_deployment_index').on(table.organizationId, table.projectId, table.deploymentId),
    index('role_assignments_object_index').on(table.organizationId, table.projectId, table.objectId),
    index('role_assignments_role_index').on(table.organizationId, table.projectId, table.roleId),
    check(
      'role_assignments_one_assignee_check',
      sql`num_nonnulls(${table.accountId}, ${table.serviceUserId}, ${table.deploymentId}) = 1`,
    ),
    foreignKey({
      name: 'role_assignments_role_fkey',
      columns: [table.organizationId, table.projectId, table.roleId],
      foreignColumns: [roles.organizationId, roles.projectId, roles.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'role_assignments_account_fkey',
      columns: [table.organizationId, table.projectId, table.accountId],
      foreignColumns: [projectMembers.organizationId, projectMembers.projectId, projectMembers.accountId],
    }).onDelete('cascade'),
    foreignKey({
      name: 'role_assignments_service_user_fkey',
      columns: [table.organizationId, table.projectId, table.serviceUserId],
      foreignColumns: [serviceUsers.organizationId, serviceUsers.projectId, serviceUsers.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'role_assignments_deployment_fkey',
      columns: [table.organizationId, table.projectId, table.deploymentId],
      foreignColumns: [objects.organizationId, objects.projectId, objects.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'role_assignments_object_fkey',
      columns: [table.organizationId, table.projectId, table.objectId],
      foreignColumns: [objects.organizationId, objects.projectId, objects.id],
    }).onDelete('cascade'),
  ],
)

/**
 * Usage per day. Partitioned by month of `day` with a default partition, and the index of the key includes the value
 * (both written by hand in the migration, which the schema language cannot say). No reference to projects or versions:
 * usage outlives what it was measured on.
 */
export const usageDays = pgTable(
  'usage_days',
  {
    organizationId: uuid('organization_id').notNull(),
    projectId: uuid('project_id').notNull(),
    /** The deployment version or pipeline version. */
    objectId: uuid('object_id').notNull(),
    objectType: text('object_type').notNull(),
    metric: text('metric').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    value: numeric('value').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.organizationId, table.day, table.objectType, table.metric, table.projectId, table.objectId],
    }),
  ],
)

/**
 * What was sent, from which `usage_days` is made. No reference to projects or versions, as there. Not partitioned: no
 * month of it is ever read or dropped as a whole.
 */
export const usageRecords = pgTable(
  'usage_records',
  {
    ...projectColumns(),
    /** The deployment version or pipeline version. */
    objectId: uuid('object_id').notNull(),
    objectType: text('object_type').notNull(),
    metric: text('metric').notNull(),
    at: instant('at').notNull(),
    value: numeric('value').notNull(),
    /** What the last correction replaced, by which it changed the day. */
    previousValue: numeric('previous_value'),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.projectId, table.objectId, table.metric, table.at] })],
)

/** Batches of usage records, so that one that is sent again changes nothing. */
export const usageBatches = pgTable(
  'usage_batches',
  {
    ...projectColumns(),
    /** Chosen by the sender. */
    batchId: text('batch_id').notNull(),
    requestHash: bytes('request_hash').notNull(),
    answer: jsonb('answer').$type<Pick<UsageBatch, 'accepted' | 'rejected' | 'errors'>>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.projectId, table.batchId] }),
    foreignKey({
      name: 'usage_batches_project_fkey',
      columns: [table.organizationId, table.projectId],
      foreignColumns: [projects.organizationId, projects.id],
    }).onDelete('cascade'),
  ],
)

/** How much an organization wants to use at most of a metric in a subscription period. */
export const usageLimits = pgTable(
  'usage_limits',
  {
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    metric: text('metric').$type<UsageMetric>().notNull(),
    value: numeric('value', { mode: 'number' }).notNull(),
    createdAt: createdAt(),
    revision: revision(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.metric] }),
    check('usage_limits_value_check', sql`${table.value} > 0`),
  ],
)

/** What was changed and what was refused. Rows outlive everything they name and never hold a secret. */
export const auditEvents = pgTable(
  'audit_events',
  {
    id: uuid('id').primaryKey(),
    organizationId: uuid('organization_id'),
    projectId: uuid('project_id'),
    at: instant('at').notNull(),
    actorType: text('actor_type', {
      enum: ['person', 'service_user', 'account_service_user', 'system', 'anonymous'],
    }).notNull(),
    actorId: uuid('actor_id'),
    actorName: text('actor_name').notNull(),
    /** `session`, `personal_token`, `service_user_token`, `api_key` or null, and which one. */
    credentialType: text('credential_type'),
    credentialId: uuid('credential_id'),
    /** The operation of the contract, e.g. `roles_create`. */
    action: text('action').notNull(),
    objectType: text('object_type').notNull(),
    objectId: text('object_id'),
    objectName: text('object_name'),
    outcome: text('outcome', { enum: ['done', 'refused'] }).notNull(),
    errorCode: text('error_code'),
    before: jsonb('before').$type<Record<string, unknown>>(),
    after: jsonb('after').$type<Record<string, unknown>>(),
    requestId: text('request_id').notNull(),
    /** Orders events of one instant. */
    sequence: bigint('sequence', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
  },
  (table) => [index('audit_events_organization_index').on(table.organizationId, table.at)],
)
