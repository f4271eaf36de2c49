import * as z from 'zod/mini'
import { day, id, pathName, slug } from './common.ts'
import { endpoint } from './endpoint.ts'

export const organizationParams = z.object({ organization: pathName })

export const FREE_SUBSCRIPTION = 'free'

const subscriptionFields = {
  subscription_start_date: z.optional(z.string()),
  subscription_end_date: z.optional(z.nullable(z.string())),
}

export const organizationListItem = z.object({
  id,
  name: z.string(),
  creation_date: z.string(),
  status: z.optional(z.string()),
  subscription: z.optional(z.string()),
  ...subscriptionFields,
  /** Whether the caller is an admin of the organization. */
  admin: z.optional(z.boolean()),
})
export type OrganizationListItem = z.output<typeof organizationListItem>

export const organization = z.object({
  id,
  name: z.string(),
  creation_date: z.string(),
  subscription: z.string(),
  subscription_self_service: z.optional(z.boolean()),
  status: z.optional(z.string()),
  ...subscriptionFields,
  /** The subscription that takes over on a day to come. */
  scheduled_subscription: z.optional(
    z.nullable(z.object({ subscription: z.string(), start_date: z.string(), end_date: z.nullable(z.string()) })),
  ),
  admin: z.optional(z.boolean()),
})
export type Organization = z.output<typeof organization>

const subscription = z
  .string('Subscription must be text')
  .check(
    z.minLength(1, 'Subscription is required'),
    z.maxLength(64, 'Subscription has at most 64 characters'),
    z.regex(/^[a-z][a-z0-9_-]*$/, 'Lowercase letters, digits, dashes and underscores, starting with a letter'),
  )

export const createOrganizationBody = z.object({
  name: slug,
  subscription,
  subscription_end_date: z.nullish(day),
})
export type CreateOrganization = z.output<typeof createOrganizationBody>

export const updateOrganizationBody = z.object({
  name: z.nullish(slug),
  subscription: z.nullish(subscription),
  /** `null` deletes the end date of the current subscription. */
  subscription_end_date: z.nullish(day),
  subscription_start_date: z.nullish(day),
})
export type UpdateOrganization = z.output<typeof updateOrganizationBody>

export const resources = z.object({
  projects: z.int(),
  users: z.int(),
  deployments: z.int(),
  deployment_versions: z.int(),
  pipelines: z.int(),
  pipeline_versions: z.int(),
  buckets: z.optional(z.int()),
  environments: z.optional(z.int()),
  service_users: z.optional(z.int()),
})
export type Resources = z.output<typeof resources>

export const listOrganizations = endpoint({
  operation: 'organizations_list',
  method: 'GET',
  path: '/v2.1/organizations',
  summary: 'List all organizations where the user making the request is a member',
  tag: 'Organizations',
  access: 'caller',
  status: 200,
  response: z.array(organizationListItem),
  errors: ['service_user_forbidden'],
})

export const createOrganization = endpoint({
  operation: 'organizations_create',
  method: 'POST',
  path: '/v2.1/organizations',
  summary: 'Create an organization; its creator becomes its admin',
  tag: 'Organizations',
  access: 'caller',
  body: createOrganizationBody,
  status: 201,
  response: organizationListItem,
  errors: [
    'service_user_forbidden',
    'organization_name_taken',
    'subscription_end_required',
    'subscription_end_not_custom',
    'subscription_dates_reversed',
    'idempotency_key_reused',
  ],
  idempotent: true,
})

export const getOrganization = endpoint({
  operation: 'organizations_get',
  method: 'GET',
  path: '/v2.1/organizations/:organization',
  summary: 'Get details of an organization',
  tag: 'Organizations',
  access: 'caller',
  params: organizationParams,
  status: 200,
  response: organization,
  errors: ['service_user_forbidden'],
  etag: true,
})

export const updateOrganization = endpoint({
  operation: 'organizations_update',
  method: 'PATCH',
  path: '/v2.1/organizations/:organization',
  summary: 'Rename an organization, or change its subscription (operators only)',
  tag: 'Organizations',
  access: 'caller',
  params: organizationParams,
  body: updateOrganizationBody,
  status: 200,
  response: organization,
  errors: [
    'service_user_forbidden',
    'organization_name_taken',
    'subscription_operator_only',
    'subscription_end_required',
    'subscription_end_not_custom',
    'subscription_start_required',
    'subscription_dates_reversed',
    'stale',
  ],
  etag: true,
})

export const getResources = endpoint({
  operation: 'organizations_resource_usage',
  method: 'GET',
  path: '/v2.1/organizations/:organization/resources',
  summary: 'Count the resources an organization uses',
  tag: 'Organizations',
  access: 'caller',
  params: organizationParams,
  status: 200,
  response: resources,
  errors: ['service_user_forbidden'],
})
