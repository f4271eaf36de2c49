import { mutationOptions, queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/organizations.ts'
import { call, callWithEtag } from '#src/api/client.ts'

export const organizationKeys = {
  all: ['organizations'] as const,
  list: ['organizations', 'list'] as const,
  resources: (organization: string) => ['organizations', 'resources', organization] as const,
}

export const organizationListQuery = () =>
  queryOptions({
    queryKey: organizationKeys.list,
    queryFn: ({ signal }) => call(contract.listOrganizations, { signal }),
    meta: { title: 'organizations' },
  })

export const organizationQuery = (organization: string) =>
  queryOptions({
    queryKey: [...organizationKeys.all, 'one', organization],
    // With its ETag, so that a later change can say what it was made on.
    queryFn: ({ signal }) => callWithEtag(contract.getOrganization, { params: { organization }, signal }),
    meta: { title: 'the organization' },
  })

/** How many of each resource the organization has. */
export const resourcesQuery = (organization: string) =>
  queryOptions({
    queryKey: organizationKeys.resources(organization),
    queryFn: ({ signal }) => call(contract.getResources, { params: { organization }, signal }),
    meta: { title: 'the resources' },
  })

export interface NewOrganization {
  body: contract.CreateOrganization
  idempotencyKey: string
}

export const createOrganizationMutation = () =>
  mutationOptions({
    mutationFn: ({ body, idempotencyKey }: NewOrganization) =>
      call(contract.createOrganization, { body, idempotencyKey }),
    meta: { invalidates: [organizationKeys.list], errorShownBy: 'form' },
  })

export interface OrganizationChange {
  ifMatch: string | undefined
  body: contract.UpdateOrganization
}

/**
 * Answers with the changed organization and its new tag, which the caller puts in the place of the old one: refetching
 * that would fail after a change of name.
 */
export const updateOrganizationMutation = (organization: string) =>
  mutationOptions({
    mutationFn: ({ ifMatch, body }: OrganizationChange) =>
      callWithEtag(contract.updateOrganization, { params: { organization }, body, ifMatch }),
    meta: { invalidates: [organizationKeys.list], errorShownBy: 'form' },
  })
