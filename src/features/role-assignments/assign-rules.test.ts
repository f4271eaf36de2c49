import { expect, test } from 'vitest'
import type { AccessPreview, OwnAccess } from '#contract/access.ts'
import { holdsOn, whyNoAssign, whyNoCreate, whyNoCreateOn, whyNoDelete, whyNoUndo } from './assign-rules.ts'

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
  expect(whyNoDelete(undefined, images)).toBeUndefined()
  expect(whyNoAssign(undefined, ['projects.delete'], project)).toBeUndefined()
})

test('admins of the organization may do everything', () => {
  expect(whyNoCreate(admin)).toBeUndefined()
  expect(whyNoDelete(admin, images)).toBeUndefined()
  expect(whyNoAssign(admin, ['projects.delete'], project)).toBeUndefined()
})

test('names the permission that is missing everywhere', () => {
  expect(whyNoCreate(nobody)).toBe('You need roles.assignments.create')
  expect(whyNoDelete(nobody, images)).toBe('You need roles.assignments.delete there')
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

const losing = (assignee: string, lost: string[]): AccessPreview => ({
  groups: [
    {
      differences: [{ project: 'detector', ...images, gained: [], lost }],
      assignees: [{ assignee, assignee_type: 'user', kind: 'member', name: '', email: '', obstacle: null }],
    },
  ],
})

test('what one can give again can be undone', () => {
  expect(whyNoUndo(onImages, ['buckets.get'], images, losing('somebody', ['buckets.get']), 'me')).toBeUndefined()
  expect(whyNoUndo(onImages, ['buckets.get'], images, undefined, 'me')).toBeUndefined()
})

test('what one takes from oneself cannot be undone', () => {
  const reason = whyNoUndo(onImages, ['buckets.get'], images, losing('me', ['buckets.get']), 'me')

  expect(reason).toMatch(/^You take away your own rights/)
})

test('a role of which another gives the same can be taken from oneself and given again', () => {
  expect(whyNoUndo(onImages, ['buckets.get'], images, { groups: [] }, 'me')).toBeUndefined()
})

test('what one takes away without holding it cannot be undone', () => {
  expect(whyNoUndo(onImages, ['buckets.delete'], images, losing('somebody', ['buckets.delete']), 'me')).toBe(
    'You do not hold buckets.delete, so you cannot give the role back yourself.',
  )
})

test('admins of the organization can undo what they take from themselves', () => {
  expect(whyNoUndo(admin, ['buckets.get'], images, losing('me', ['buckets.get']), 'me')).toBeUndefined()
})
