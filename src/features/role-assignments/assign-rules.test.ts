import { expect, test } from 'vitest'
import type { AccessPreview, OwnAccess } from '#contract/access.ts'
import { whyNoDelete, whyNoUndo } from './assign-rules.ts'

const images = { resource: 'images', resource_type: 'bucket' } as const
const nobody: OwnAccess = { organization_admin: false, permissions: [], objects: [] }
const admin: OwnAccess = { ...nobody, organization_admin: true }
const onImages: OwnAccess = {
  organization_admin: false,
  permissions: ['buckets.list'],
  objects: [{ ...images, permissions: ['buckets.list', 'buckets.get', 'roles.assignments.create'] }],
}

test('a role can be taken away by those who may, by admins, and by all where it is not known', () => {
  expect(whyNoDelete(undefined, images)).toBeUndefined()
  expect(whyNoDelete(admin, images)).toBeUndefined()
  expect(whyNoDelete(nobody, images)).toBe('You need roles.assignments.delete there')
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
