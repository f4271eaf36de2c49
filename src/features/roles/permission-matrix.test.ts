import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultRoles } from '#contract/default-roles.ts'
import { type Permission, permissionCatalogue, permissions } from '#contract/permissions.ts'
import {
  columnOf,
  countGranted,
  diffPermissions,
  filterMatrix,
  hintsFor,
  matrix,
  permissionsOf,
  togglePermissions,
  triState,
  verbs,
} from './permission-matrix.ts'

const somePermissions = fc.subarray([...permissions])

function group(name: string) {
  const found = matrix.find((item) => item.name === name)
  if (!found) throw new Error(`No group ${name}`)
  return found
}

function row(object: string) {
  const found = matrix.flatMap((item) => item.rows).find((item) => item.object === object)
  if (!found) throw new Error(`No row ${object}`)
  return found
}

describe('the axes', () => {
  it('hold every permission of the catalogue once, in its order', () => {
    expect(permissionsOf(matrix)).toEqual(permissions)
  })

  it('need no column beyond the five verbs', () => {
    const known: readonly string[] = verbs

    expect(Object.values(permissionCatalogue).flat()).toSatisfy((all: string[]) => all.every((v) => known.includes(v)))
  })

  it('put objects below the top-level object they belong to', () => {
    expect(group('environments').rows.map(({ object }) => object)).toEqual([
      'environments',
      'environments.revisions',
      'environments.builds',
    ])
    expect(group('service_users').label).toBe('Service users')
  })

  it('place a cell only where the object knows the verb', () => {
    expect(row('environments.builds')).toMatchObject({
      prefix: 'environments.',
      leaf: 'builds',
      depth: 1,
      cells: [
        'environments.builds.list',
        'environments.builds.get',
        undefined,
        'environments.builds.update',
        undefined,
      ],
    })
  })

  it('give a column the objects that know its verb', () => {
    expect(columnOf([group('environments')], 'create')).toEqual([
      'environments.create',
      'environments.revisions.create',
    ])
  })
})

describe('the three states', () => {
  const { permissions: targets } = row('buckets')

  it.each<[number, string]>([
    [0, 'none'],
    [1, 'some'],
    [4, 'some'],
    [5, 'all'],
  ])('of five permissions with %i granted are %s', (count, state) => {
    const granted = new Set(targets.slice(0, count))

    expect(triState(targets, granted)).toBe(state)
    expect(countGranted(targets, granted)).toBe(count)
  })

  it('count only what belongs to the targets', () => {
    expect(countGranted(targets, new Set(permissions))).toBe(5)
    expect(triState(targets, new Set(row('exports').permissions))).toBe('none')
  })
})

describe('toggling', () => {
  it('grants and takes away one cell', () => {
    const granted = togglePermissions(['roles.list'], ['buckets.get'])

    expect(granted).toEqual(['buckets.get', 'roles.list'])
    expect(togglePermissions(granted, ['buckets.get'])).toEqual(['roles.list'])
  })

  it('completes a row, column or group that is granted in part', () => {
    const { permissions: targets } = group('buckets')

    expect(togglePermissions(['buckets.files.get', 'roles.list'], targets)).toEqual([...targets, 'roles.list'])
  })

  it('takes a full one away and leaves the rest', () => {
    expect(togglePermissions(permissions, columnOf(matrix, 'delete'))).toEqual(
      permissions.filter((name) => !name.endsWith('.delete')),
    )
  })

  it('makes every target the same, keeps all else, and never repeats a name', () => {
    fc.assert(
      fc.property(somePermissions, somePermissions, (granted, targets) => {
        fc.pre(targets.length > 0)
        const before = new Set<Permission>(granted)

        const after = togglePermissions(granted, targets)

        const held = new Set(after)
        expect(triState(targets, held)).toBe(triState(targets, before) === 'all' ? 'none' : 'all')
        expect(permissions.filter((name) => !targets.includes(name) && held.has(name) !== before.has(name))).toEqual([])
        expect(after).toEqual(permissions.filter((name) => held.has(name)))
      }),
    )
  })
})

describe('the difference', () => {
  it('tells what a draft adds and removes', () => {
    expect(diffPermissions(['roles.list', 'buckets.get'], ['buckets.get', 'buckets.list'])).toEqual({
      added: ['buckets.list'],
      removed: ['roles.list'],
    })
  })

  it('is empty for the same permissions in another order', () => {
    expect(diffPermissions(['roles.list', 'buckets.get'], ['buckets.get', 'roles.list'])).toEqual({
      added: [],
      removed: [],
    })
  })

  it('leads from any base to any draft', () => {
    fc.assert(
      fc.property(somePermissions, somePermissions, (base, draft) => {
        const { added, removed } = diffPermissions(base, draft)

        const applied = new Set([...base, ...added])
        removed.forEach((name) => applied.delete(name))
        expect(applied).toEqual(new Set(draft))
      }),
    )
  })
})

describe('the filter', () => {
  const nothing = { granted: new Set<string>(), changed: new Set<string>() }
  const shown = (
    filter: Partial<Parameters<typeof filterMatrix>[0]>,
    state: Parameters<typeof filterMatrix>[1] = nothing,
  ) =>
    filterMatrix({ text: '', onlyGranted: false, onlyChanged: false, ...filter }, state).flatMap((item) =>
      item.rows.map(({ object }) => object),
    )

  it('shows everything while it is empty', () => {
    expect(shown({ text: '  ' })).toHaveLength(36)
  })

  it('finds objects by part of their name, ignoring case', () => {
    expect(shown({ text: 'Audit' })).toEqual(['projects.audit', 'deployments.audit', 'pipelines.audit'])
  })

  it('takes every word', () => {
    expect(shown({ text: 'pipelines requests' })).toEqual(['pipelines.versions.requests'])
  })

  it('finds the row of a pasted permission', () => {
    expect(shown({ text: 'deployments.versions.create' })).toEqual(['deployments.versions'])
  })

  it('shows nothing for a name that no object has', () => {
    expect(shown({ text: 'blueprint' })).toEqual([])
  })

  it('shows only rows with a granted permission', () => {
    expect(shown({ onlyGranted: true }, { ...nothing, granted: new Set(['roles.get', 'exports.list']) })).toEqual([
      'exports',
      'roles',
    ])
  })

  it('shows only rows with a change, together with the text', () => {
    const changed = new Set(['roles.get', 'exports.list'])

    expect(shown({ onlyChanged: true }, { ...nothing, changed })).toEqual(['exports', 'roles'])
    expect(shown({ onlyChanged: true, text: 'role' }, { ...nothing, changed })).toEqual(['roles'])
  })

  it('counts a narrowed group by the rows shown', () => {
    const [only] = filterMatrix({ text: 'buckets.files', onlyGranted: false, onlyChanged: false }, nothing)

    expect(only?.permissions).toHaveLength(4)
  })
})

describe('hints', () => {
  it('ask for get below update, and list below get', () => {
    expect(hintsFor(['buckets.update'])).toEqual([
      { add: 'buckets.list', neededBy: ['buckets.get'] },
      { add: 'buckets.get', neededBy: ['buckets.update'] },
    ])
  })

  it.each<Permission>(['buckets.create', 'buckets.delete'])('ask for get below %s', (name) => {
    expect(hintsFor([name]).map(({ add }) => add)).toContain('buckets.get')
  })

  it('ask for reading the object above', () => {
    expect(hintsFor(['buckets.files.list'])).toContainEqual({ add: 'buckets.get', neededBy: ['buckets.files.list'] })
    expect(hintsFor(['service_users.token.update'])).toContainEqual({
      add: 'service_users.get',
      neededBy: ['service_users.token.update'],
    })
  })

  it('do not ask for what the catalogue does not have', () => {
    expect(hintsFor(['instance_types.list', 'projects.update', 'projects.get'])).toEqual([])
  })

  it('name all that needs the missing one', () => {
    expect(hintsFor(['buckets.list', 'buckets.create', 'buckets.delete'])).toEqual([
      { add: 'buckets.get', neededBy: ['buckets.create', 'buckets.delete'] },
    ])
  })

  it.each(Object.entries(defaultRoles))('have nothing to say about the default role %s', (_name, granted) => {
    expect(hintsFor(granted)).toEqual([])
  })

  it('are settled by adding all of them', () => {
    fc.assert(
      fc.property(somePermissions, (granted) => {
        const added = hintsFor(granted).map(({ add }) => add)

        expect(hintsFor([...granted, ...added])).toEqual([])
        expect(diffPermissions(granted, [...granted, ...added]).added).toEqual(added)
      }),
    )
  })
})
