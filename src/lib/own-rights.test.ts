import { expect, test } from 'vitest'
import type { OwnAccess } from '#contract/access.ts'
import { holdsOn, whyNoAssign, whyNoCreate, whyNoCreateOn, whyNot } from './own-rights.ts'

const project = { resource: 'detector', resource_type: 'project' } as const
const images = { resource: 'images', resource_type: 'bucket' } as const
const labels = { resource: 'labels', resource_type: 'bucket' }
const nobody: OwnAccess = { organization_admin: false, permissions: [], objects: [] }
const admin: OwnAccess = { ...nobody, organization_admin: true }
const onImages: OwnAccess = {
  organization_admin: false,
  permissions: ['buckets.list'],
  objects: [{ ...images, permissions: ['buckets.list', 'buckets.get', 'roles.assignments.create'] }],
}

test('nothing is held back while it is not known what the caller may do', () => {
  expect(whyNoCreate(undefined)).toBeUndefined()
  expect(whyNoAssign(undefined, ['projects.delete'], project)).toBeUndefined()
})

test('admins of the organization may do everything', () => {
  expect(whyNoCreate(admin)).toBeUndefined()
  expect(whyNoAssign(admin, ['projects.delete'], project)).toBeUndefined()
})

test('names the permission that is missing everywhere', () => {
  expect(whyNoCreate(nobody)).toBe('You need roles.assignments.create')
  expect(whyNot(nobody, 'roles.create')).toMatch(/^You need the permission roles.create on this project/)
  expect(whyNot(onImages, 'buckets.delete', images)).toMatch(/^You need the permission buckets.delete on this bucket/)
})

test('a right on one object is one there, and neither on the project nor on another object', () => {
  expect(whyNoCreate(onImages)).toBeUndefined()
  expect(whyNoCreateOn(onImages, images)).toBeUndefined()
  expect(whyNoCreateOn(onImages, labels)).toBe('You need roles.assignments.create there')
  expect(whyNoCreateOn(onImages, project)).toBe('You need roles.assignments.create there')
})

test('a right on the project is one on all its objects', () => {
  expect(holdsOn(onImages, 'buckets.list', labels)).toBe(true)
})

test('a role with more than the caller holds there cannot be assigned there', () => {
  expect(whyNoAssign(onImages, ['buckets.list', 'buckets.get'], images)).toBeUndefined()
  expect(whyNoAssign(onImages, ['buckets.get', 'buckets.delete'], images)).toBe('You do not hold buckets.delete')
  expect(whyNoAssign(onImages, ['buckets.update', 'buckets.delete', 'buckets.create'], images)).toBe(
    'You do not hold buckets.update and 2 more',
  )
})
