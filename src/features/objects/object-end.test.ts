import { expect, test } from 'vitest'
import { describeEnd } from './object-end.ts'

const version = (name: string) => ({
  id: name,
  version: name,
  description: '',
  labels: {},
  creation_date: '2026-01-01T00:00:00Z',
  last_updated: '2026-01-01T00:00:00Z',
})
const on = (kind: string, name: string) => ({
  id: `${kind} ${name}`,
  assignee: 'ada',
  assignee_type: 'user',
  role: 'viewer',
  resource: name,
  resource_type: kind,
})
const held = (bucket: string) => ({
  ...on('bucket', bucket),
  assignee: 'inspector',
  assignee_type: 'deployment',
  role: 'file-reader',
})

test('says what goes with a deployment: versions, roles on it, and roles that it holds', () => {
  const known = {
    versions: ['v1', 'v2', 'v3', 'v4', 'v5'].map(version),
    assignments: [on('deployment', 'inspector'), on('deployment', 'other'), held('images'), held('reports')],
  }

  expect(describeEnd({ kind: 'deployment', name: 'inspector' }, known)).toEqual([
    '5 versions: v1, v2, v3, and 2 more',
    '1 role assignment on it',
    '2 roles that it holds itself: file-reader on the bucket images and file-reader on the bucket reports',
  ])
})

test('leaves out what there is none of', () => {
  expect(describeEnd({ kind: 'deployment', name: 'new' }, { versions: [], assignments: [] })).toEqual([
    'no version: it has none',
  ])
  expect(describeEnd({ kind: 'bucket', name: 'new' }, { versions: undefined, assignments: [] })).toEqual([
    'all its files',
  ])
})

test('does not pretend to know what the caller may not list', () => {
  const unknown = { versions: undefined, assignments: undefined }

  expect(describeEnd({ kind: 'deployment', name: 'x' }, unknown)).toEqual([
    'all its versions',
    'every role assigned on it',
    'every role that it holds itself',
  ])
  expect(describeEnd({ kind: 'pipeline', name: 'x' }, unknown)).toEqual([
    'all its versions',
    'every role assigned on it',
  ])
})
