import { describe, expect, test } from 'vitest'
import type { RoleAssignment } from '#contract/role-assignments.ts'
import { accessByObject, assignmentsThatEnd, countHolders, holdersOf } from './object-access.ts'

let made = 0
function assignment(role: string, assignee: string, on = 'project detector', by = 'user'): RoleAssignment {
  made += 1
  const [resource_type = '', resource = ''] = on.split(' ')
  return { id: `assignment-${made}`, role, assignee, assignee_type: by, resource, resource_type }
}

/** No role of the project's own could be read. */
const unread: ReadonlyMap<string, readonly string[]> = new Map()

describe('who has access to an object', () => {
  test('are those with a role on it, and those with one on the project', () => {
    const here = assignment('bucket-viewer', 'ada', 'bucket images')
    const inherited = assignment('project-viewer', 'grace')
    const elsewhere = [
      assignment('bucket-viewer', 'alan', 'bucket reports'),
      assignment('pipeline-viewer', 'alan', 'pipeline images'),
    ]

    expect(accessByObject([here, inherited, ...elsewhere], 'bucket', unread)('images')).toEqual({
      here: [here],
      inherited: [inherited],
    })
  })

  test.each([
    ['bucket-viewer', 'bucket', true],
    ['bucket-viewer', 'deployment', false],
    ['file-reader', 'pipeline', false],
    ['environment-admin', 'bucket', false],
    ['project-viewer', 'pipeline', true],
    // What a role of the project's own permits is not known here.
    ['auditor', 'bucket', true],
    ['toString', 'bucket', true],
  ] as const)('a role %s on the project counts for a %s: %s', (role, kind, counts) => {
    const { inherited } = accessByObject([assignment(role, 'ada')], kind, unread)('any')

    expect(inherited).toHaveLength(counts ? 1 : 0)
  })

  test('count once, with however many roles', () => {
    const assignments = [
      assignment('bucket-viewer', 'ada', 'bucket images'),
      assignment('file-writer', 'ada', 'bucket images'),
      assignment('project-viewer', 'ada'),
      assignment('project-viewer', 'grace'),
      // A deployment called like a person.
      assignment('file-reader', 'grace', 'bucket images', 'deployment'),
    ]

    expect(countHolders(accessByObject(assignments, 'bucket', unread)('images'))).toEqual({ here: 2, all: 3 })
  })
})

test('what ends with a deployment is what is assigned on it and what it holds; with a bucket only the former', () => {
  const on = assignment('deployment-viewer', 'ada', 'deployment reader')
  const held = assignment('file-reader', 'reader', 'bucket reader', 'deployment')
  const user = assignment('file-reader', 'reader', 'project detector')
  const all = [on, held, user]

  expect(assignmentsThatEnd(all, { kind: 'deployment', name: 'reader' })).toEqual({ on: [on], held: [held] })
  expect(assignmentsThatEnd(all, { kind: 'bucket', name: 'reader' })).toEqual({ on: [held], held: [] })
  expect(assignmentsThatEnd(all, { kind: 'pipeline', name: 'reader' })).toEqual({ on: [], held: [] })
})

test('names holders once each, in order, by id where the name is not known', () => {
  const person = { id: 'p-1', name: 'Zoë', surname: 'Åkesson', email: 'zoe@example.com' }
  const nameless = { id: 'p-2', name: '', surname: '', email: 'new@example.com' }
  const robot = {
    id: 's-1',
    name: 'robot',
    email: 'robot@serviceuser.example',
    creation_date: '2026-01-01T00:00:00Z',
    expiry_date: null,
    allowed_cors_origins: [],
  }

  const holders = holdersOf(
    [
      assignment('viewer', 'p-1'),
      assignment('editor', 'p-1'),
      assignment('viewer', 'p-2'),
      assignment('viewer', 's-1'),
      assignment('viewer', 'item 10'),
      assignment('viewer', 'item 9', 'project detector', 'deployment'),
    ],
    { people: [person, nameless], serviceUsers: [robot] },
  )

  expect(holders).toMatchObject([
    { name: 'item 9', detail: '', kind: 'deployment', roles: ['viewer'] },
    { name: 'item 10', detail: '', kind: 'user', roles: ['viewer'] },
    { name: 'new@example.com', detail: '', kind: 'member', roles: ['viewer'] },
    { name: 'robot', detail: '', kind: 'service user', roles: ['viewer'] },
    { name: 'Zoë Åkesson', detail: 'zoe@example.com', kind: 'member', roles: ['viewer', 'editor'] },
  ])
  expect(new Set(holders.map(({ key }) => key)).size).toBe(holders.length)
})
