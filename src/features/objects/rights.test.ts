import { expect, test } from 'vitest'
import type { OwnAccess } from '#contract/access.ts'
import { whyNot } from './rights.ts'

const own: OwnAccess = {
  organization_admin: false,
  permissions: ['buckets.list'],
  objects: [{ resource: 'images', resource_type: 'bucket', permissions: ['buckets.list', 'buckets.delete'] }],
}

test.each([
  ['of the project', 'buckets.list', undefined, true],
  ['of the project, on any object', 'buckets.list', { kind: 'bucket', name: 'reports' }, true],
  ['of the object alone', 'buckets.delete', { kind: 'bucket', name: 'images' }, true],
  ['of another object', 'buckets.delete', { kind: 'bucket', name: 'reports' }, false],
  ['of an object of another kind', 'buckets.delete', { kind: 'pipeline', name: 'images' }, false],
  ['of an object, for the project', 'buckets.delete', undefined, false],
] as const)('a permission %s', (_, permission, object, isHeld) => {
  expect(whyNot(own, permission, object) === undefined).toBe(isHeld)
})

test('names the permission, where it is missing, and who can give it', () => {
  expect(whyNot(own, 'deployments.create')).toBe(
    'You need the permission deployments.create on this project. An admin of the project or of its organization can grant it.',
  )
  expect(whyNot(own, 'buckets.update', { kind: 'bucket', name: 'images' })).toContain('buckets.update on this bucket.')
})

test('admins of the organization may do everything, and nothing is held back while nobody says', () => {
  expect(whyNot({ ...own, organization_admin: true }, 'pipelines.delete')).toBeUndefined()
  expect(whyNot(undefined, 'pipelines.delete')).toBeUndefined()
})
