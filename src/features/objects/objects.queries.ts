import { mutationOptions, queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/objects.ts'
import { listRoleAssignments, type ResourceType } from '#contract/role-assignments.ts'
import { call, callWithEtag } from '#src/api/client.ts'
import { accessHoldersQuery, accessKeys } from '#src/features/access/access.queries.ts'
import { organizationKeys } from '#src/features/organizations/organizations.queries.ts'
import { roleAssignmentKeys } from '#src/features/role-assignments/role-assignments.queries.ts'

export type ObjectKind = Exclude<ResourceType, 'project'>
export type VersionedKind = Exclude<ObjectKind, 'bucket'>

export type VersionedItem = contract.VersionedObject & { kind: VersionedKind }
export type BucketItem = contract.Bucket & { kind: 'bucket' }
/** A deployment, pipeline or bucket, saying which of them it is. */
export type ProjectObject = VersionedItem | BucketItem

const versionedEndpoints = { deployment: contract.deploymentEndpoints, pipeline: contract.pipelineEndpoints }

export const objectKeys = {
  all: (project: string) => ['objects', project] as const,
  lists: (project: string) => ['objects', project, 'list'] as const,
}

/** Of any organization, since a project does not say whose it is: what versions used, and what was done to objects. */
const everyUsage = ['usage']

/**
 * Where other pages name or count objects. Not what is known of a single one: after a change of its name, or its end,
 * asking for it again would be refused.
 */
const namedIn = (project: string) => [
  objectKeys.lists(project),
  roleAssignmentKeys.all(project),
  accessKeys.own(project),
  accessKeys.explanations(project),
  [...organizationKeys.all, 'resources'],
  everyUsage,
]

/** The objects of a kind that the caller may list, by name. */
export const objectListQuery = (project: string, kind: ObjectKind) =>
  queryOptions({
    queryKey: [...objectKeys.lists(project), kind],
    queryFn: async ({ signal }): Promise<readonly ProjectObject[]> => {
      const options = { params: { project }, signal }
      if (kind === 'bucket') {
        const buckets = await call(contract.bucketEndpoints.list, options)
        return buckets.map((bucket) => ({ ...bucket, kind }))
      }
      const objects = await call(versionedEndpoints[kind].list, options)
      return objects.map((object) => ({ ...object, kind }))
    },
    meta: { title: `${kind}s` },
  })

/** An object with the tag of the state it was read in. */
export interface TaggedObject {
  object: ProjectObject
  etag: string | undefined
}

export const objectQuery = (project: string, kind: ObjectKind, name: string) =>
  queryOptions({
    queryKey: [...objectKeys.all(project), 'one', kind, name],
    queryFn: async ({ signal }): Promise<TaggedObject> => {
      const options = { params: { project, name }, signal }
      if (kind === 'bucket') {
        const { data, etag } = await callWithEtag(contract.bucketEndpoints.get, options)
        return { object: { ...data, kind }, etag }
      }
      const { data, etag } = await callWithEtag(versionedEndpoints[kind].get, options)
      return { object: { ...data, kind }, etag }
    },
    // It is read to be changed, which must not begin with an old state.
    staleTime: 0,
    meta: { title: `the ${kind}` },
  })

export const versionListQuery = (project: string, kind: VersionedKind, name: string) =>
  queryOptions({
    queryKey: [...objectKeys.all(project), 'versions', kind, name],
    queryFn: ({ signal }) => call(versionedEndpoints[kind].listVersions, { params: { project, name }, signal }),
    meta: { title: 'versions' },
  })

/** Everybody who can see an object, and why. */
export const holdersQueryOf = (project: string, kind: ObjectKind, name: string) =>
  accessHoldersQuery(project, { permission: `${kind}s.get`, resource: name, resource_type: kind })

/** The roles assigned on one object, for those who may not list the assignments of the whole project. */
export const objectRoleAssignmentsQuery = (project: string, kind: ObjectKind, name: string) =>
  queryOptions({
    queryKey: [...roleAssignmentKeys.all(project), 'on', kind, name],
    queryFn: ({ signal }) =>
      call(listRoleAssignments, { params: { project }, query: { resource: name, resource_type: kind }, signal }),
    meta: { title: 'role assignments' },
  })

export type NewObject =
  | { kind: VersionedKind; body: contract.CreateVersionedObject }
  | { kind: 'bucket'; body: contract.CreateBucket }

export const createObjectMutation = (project: string) =>
  mutationOptions({
    mutationFn: async ({
      idempotencyKey,
      ...created
    }: NewObject & { idempotencyKey: string }): Promise<{ name: string }> => {
      const options = { params: { project }, idempotencyKey }
      return created.kind === 'bucket'
        ? call(contract.bucketEndpoints.create, { ...options, body: created.body })
        : call(versionedEndpoints[created.kind].create, { ...options, body: created.body })
    },
    meta: { invalidates: namedIn(project), errorShownBy: 'form' },
  })

export type ObjectChange = { name: string; ifMatch: string | undefined } & (
  | { kind: VersionedKind; body: contract.UpdateVersionedObject }
  | { kind: 'bucket'; body: contract.UpdateBucket }
)

export const updateObjectMutation = (project: string) =>
  mutationOptions({
    mutationFn: async ({ name, ifMatch, ...change }: ObjectChange): Promise<{ name: string }> => {
      const options = { params: { project, name }, ifMatch }
      return change.kind === 'bucket'
        ? call(contract.bucketEndpoints.update, { ...options, body: change.body })
        : call(versionedEndpoints[change.kind].update, { ...options, body: change.body })
    },
    meta: { invalidates: namedIn(project), errorShownBy: 'form' },
  })

export const deleteObjectMutation = (project: string) =>
  mutationOptions({
    mutationFn: ({ kind, name }: { kind: ObjectKind; name: string }) => {
      const options = { params: { project, name } }
      return kind === 'bucket'
        ? call(contract.bucketEndpoints.remove, options)
        : call(versionedEndpoints[kind].remove, options)
    },
    meta: { invalidates: namedIn(project), errorShownBy: 'dialog' },
  })

export interface VersionPlace {
  kind: VersionedKind
  name: string
}

export const createVersionMutation = (project: string) =>
  mutationOptions({
    mutationFn: ({
      kind,
      name,
      body,
      idempotencyKey,
    }: VersionPlace & { body: contract.CreateObjectVersion; idempotencyKey: string }) =>
      call(versionedEndpoints[kind].createVersion, { params: { project, name }, body, idempotencyKey }),
    meta: { invalidates: [objectKeys.all(project), everyUsage], errorShownBy: 'form' },
  })

export const deleteVersionMutation = (project: string) =>
  mutationOptions({
    mutationFn: ({ kind, name, version }: VersionPlace & { version: string }) =>
      call(versionedEndpoints[kind].removeVersion, { params: { project, name, version } }),
    meta: { invalidates: [objectKeys.all(project), everyUsage], errorShownBy: 'dialog' },
  })
