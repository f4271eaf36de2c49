import { describe, expect, it } from 'vitest'
import type { ApiKeyType } from '#contract/account-service-users.ts'
import type { Profile } from '#contract/profiles.ts'
import { permissionsOfKey } from './key-permissions.ts'

const readable = [
  'projects.get',
  'deployments.list',
  'deployments.get',
  'deployments.versions.list',
  'deployments.versions.get',
  'pipelines.list',
  'pipelines.get',
  'pipelines.versions.list',
  'pipelines.versions.get',
  'buckets.list',
  'buckets.get',
]
const writable = [
  'projects.update',
  'projects.delete',
  'deployments.create',
  'deployments.update',
  'deployments.delete',
  'deployments.versions.create',
  'deployments.versions.update',
  'deployments.versions.delete',
  'pipelines.create',
  'pipelines.update',
  'pipelines.delete',
  'pipelines.versions.create',
  'pipelines.versions.update',
  'pipelines.versions.delete',
  'buckets.create',
  'buckets.update',
  'buckets.delete',
]
const everything = [...readable, ...writable]

describe('the permissions of a key', () => {
  it.each<[ApiKeyType, Profile, string[]]>([
    ['MONITORING', 'OWNER', ['metrics.get']],
    ['MONITORING', 'READ_ONLY', ['metrics.get']],
    ['PROVISIONING_READONLY', 'OWNER', readable],
    ['PROVISIONING_READONLY', 'CLUSTER_ADMIN', readable],
    ['PROVISIONING_READONLY', 'READ_ONLY', readable],
    ['PROVISIONING', 'OWNER', everything],
    ['PROVISIONING', 'CLUSTER_ADMIN', everything],
    ['PROVISIONING', 'READ_ONLY', readable],
    ['USER_MANAGEMENT', 'OWNER', []],
    ['USER_MANAGEMENT', 'READ_ONLY', []],
  ])('of type %s and profile %s', (keyType, profile, expected) => {
    expect(permissionsOfKey({ keyType, profile }).toSorted()).toEqual(expected.toSorted())
  })
})
