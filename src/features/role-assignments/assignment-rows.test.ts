import { describe, expect, test } from 'vitest'
import type { RoleAssignment } from '#contract/role-assignments.ts'
import { rowMatcher } from '#src/components/data-table/columns.ts'
import { accessAddress } from './access-address.ts'
import { filtersFor } from './assignment-filters.ts'
import { toRows } from './assignment-rows.ts'

let next = 0
const assignment = (change: Partial<RoleAssignment>): RoleAssignment => ({
  id: `${(next += 1)}`,
  assignee: 'ada-id',
  assignee_type: 'user',
  role: 'reader',
  resource: 'detector',
  resource_type: 'project',
  ...change,
})
const people = [
  { id: 'ada-id', name: 'Ada', surname: 'Lovelace', email: 'ada@example.org' },
  { id: 'ada-2', name: 'Ada', surname: 'Lovelace', email: 'other@example.org' },
  { id: 'mute', name: '', surname: '', email: 'mute@example.org' },
]
const serviceUsers = [{ id: 'robot-id', name: 'robot', email: 'robot@serviceuser.example' }]
const directory = { people, serviceUsers }

describe('rows', () => {
  test('name members, service users and deployments', () => {
    const rows = toRows(
      [
        assignment({}),
        assignment({ assignee: 'robot-id' }),
        assignment({ assignee: 'mute' }),
        assignment({ assignee: 'classifier', assignee_type: 'deployment' }),
      ],
      directory,
    )

    expect(rows.map(({ name, kind, email }) => [name, kind, email])).toEqual([
      ['Ada Lovelace', 'member', 'ada@example.org'],
      ['classifier', 'deployment', ''],
      ['mute@example.org', 'member', 'mute@example.org'],
      ['robot', 'service_user', 'robot@serviceuser.example'],
    ])
  })

  test('show the id of whom no list names', () => {
    const rows = toRows([assignment({ assignee: 'gone-id' })], { people: undefined, serviceUsers: undefined })

    expect(rows).toMatchObject([{ name: 'gone-id', kind: 'unknown' }])
  })

  test('keep a deployment apart from a user with an id like its name', () => {
    const rows = toRows([assignment({ assignee: 'ada-id', assignee_type: 'deployment' })], directory)

    expect(rows).toMatchObject([{ name: 'ada-id', kind: 'deployment' }])
  })

  test('stand together by assignee, also those of two people of one name, the whole project first', () => {
    const rows = toRows(
      [
        assignment({ assignee: 'ada-2', role: 'writer' }),
        assignment({ assignee: 'ada-id', resource: 'images', resource_type: 'bucket', role: 'admin' }),
        assignment({ assignee: 'ada-2', role: 'reader' }),
        assignment({ assignee: 'ada-id', role: 'reader' }),
      ],
      directory,
    )

    expect(rows.map(({ assignee, role }) => `${assignee} ${role}`)).toEqual([
      'ada-2 reader',
      'ada-2 writer',
      'ada-id reader',
      'ada-id admin',
    ])
  })
})

describe('filters', () => {
  const rows = toRows(
    [
      assignment({ role: 'reader' }),
      assignment({ role: 'writer', assignee: 'robot-id' }),
      assignment({ role: 'writer', resource: 'images', resource_type: 'bucket' }),
    ],
    directory,
  )
  const optionsOf = (key: string, chosen = '') =>
    filtersFor(rows, chosen)
      .find((filter) => filter.key === key)
      ?.options.map(({ label }) => label)
  const found = (key: string, value: string) => {
    const filter = filtersFor(rows, '').find((item) => item.key === key)
    const matches = filter && rowMatcher<(typeof rows)[number]>([], '', [{ filter, value }])
    return rows.filter((row) => matches?.(row)).map(({ role, kind, resource }) => `${role} ${kind} ${resource}`)
  }

  test('say how many assignments there are of each role, most first', () => {
    expect(optionsOf('role')).toEqual(['writer (2)', 'reader (1)'])
  })

  test('keep a role of the address that nobody holds', () => {
    expect(optionsOf('role', 'gone')).toEqual(['writer (2)', 'reader (1)', 'gone (0)'])
    expect(optionsOf('role', 'reader')).toEqual(['writer (2)', 'reader (1)'])
  })

  test('choose by role, kind of assignee and level', () => {
    expect(found('role', 'reader')).toEqual(['reader member detector'])
    expect(found('kind', 'service_user')).toEqual(['writer service_user detector'])
    expect(found('level', 'project')).toHaveLength(2)
    expect(found('level', 'bucket')).toEqual(['writer member images'])
    expect(found('level', 'object')).toEqual(['writer member images'])
    expect(found('level', 'pipeline')).toEqual([])
  })

  test('offer the unknown only where there are some', () => {
    expect(optionsOf('kind')).toEqual(['Members (2)', 'Service users (1)', 'Deployments (0)'])
  })
})

test('the explanation is asked for the first permission that concerns the level', () => {
  const address = accessAddress('detector', assignment({ resource: 'images', resource_type: 'bucket' }), [
    'deployments.get',
    'buckets.files.list',
  ])

  expect(address).toBe(
    '/projects/detector/access?assignee=ada-id&assignee_type=user&permission=buckets.files.list&resource=images&resource_type=bucket',
  )
})
