import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { permissions } from '#contract/permissions.ts'
import { findNearDuplicates, type ListedRole, type RoleSize, worthReading } from './similarity.ts'

const role = (name: string, given: readonly string[]): ListedRole => ({ name, permissions: given })
/** The first so many of the catalogue. */
const some = (count: number) => permissions.slice(0, count)

// Few names, so that near-duplicates are about as frequent as others.
const anyRoles = fc
  .array(fc.subarray(permissions.slice(0, 8)), { maxLength: 6 })
  .map((lists) => lists.map((given, index) => role(`role-${index}`, given)))

describe('near-duplicates', () => {
  it('are roles that give the same', () => {
    expect(findNearDuplicates([role('a', some(3)), role('b', some(3).toReversed())])).toEqual([
      { names: ['a', 'b'], only: [[], []] },
    ])
  })

  it('are roles that few permissions tell apart, with what each gives alone', () => {
    const a = role('a', ['roles.list', 'roles.get', 'roles.create', 'roles.update', 'exports.list'])
    const b = role('b', ['roles.list', 'roles.get', 'roles.create', 'roles.update', 'imports.list', 'imports.get'])

    expect(findNearDuplicates([a, b])).toEqual([
      { names: ['a', 'b'], only: [['exports.list'], ['imports.list', 'imports.get']] },
    ])
  })

  it('are large roles of which nine tenths are the same', () => {
    expect(findNearDuplicates([role('a', some(90)), role('b', some(100))])).toHaveLength(1)
    expect(findNearDuplicates([role('a', some(89)), role('b', some(100))])).toHaveLength(0)
  })

  it('are not small roles that have little or nothing in common', () => {
    expect(findNearDuplicates([role('a', ['roles.list']), role('b', ['exports.list'])])).toEqual([])
    expect(findNearDuplicates([role('a', some(2)), role('b', some(4))])).toEqual([])
    expect(findNearDuplicates([role('a', []), role('b', [])])).toEqual([])
  })

  it('come with the closest first', () => {
    const pairs = findNearDuplicates([role('a', some(12)), role('b', some(10)), role('c', some(12))])

    expect(pairs.map(({ names }) => names)).toEqual([
      ['a', 'c'],
      ['a', 'b'],
      ['b', 'c'],
    ])
  })

  it('are the same pairs in whatever order the roles come', () => {
    const paired = (roles: readonly ListedRole[]) =>
      new Set(findNearDuplicates(roles).map(({ names }) => [...names].sort().join(' ')))

    fc.assert(
      fc.property(anyRoles, (roles) => {
        expect(paired(roles.toReversed())).toEqual(paired(roles))
      }),
    )
  })

  it('count what only one of them gives', () => {
    fc.assert(
      fc.property(anyRoles, (roles) => {
        for (const { names, only } of findNearDuplicates(roles)) {
          const [one, other] = names.map((name) => roles.find((item) => item.name === name)?.permissions ?? [])
          expect(only[0]).toEqual(one?.filter((name) => !other?.includes(name)))
          expect(only[1]).toEqual(other?.filter((name) => !one?.includes(name)))
        }
      }),
    )
  })
})

describe('the roles worth reading', () => {
  const size = (name: string, count: number | undefined, isDefault = false): RoleSize => ({
    name,
    default: isDefault,
    permission_count: count,
  })
  const namesOf = (roles: readonly RoleSize[]) => worthReading(roles).map(({ name }) => name)

  it('are those that another one is about as large as', () => {
    expect(namesOf([size('a', 10), size('b', 12), size('c', 40)])).toEqual(['a', 'b'])
  })

  it('are not two default roles, which nobody can change', () => {
    expect(namesOf([size('a', 10, true), size('b', 10, true)])).toEqual([])
    expect(namesOf([size('a', 10, true), size('b', 10)])).toEqual(['a', 'b'])
  })

  it('are all where the server does not count', () => {
    expect(namesOf([size('a', undefined), size('b', 100)])).toEqual(['a', 'b'])
  })

  it('leave no near-duplicate out', () => {
    fc.assert(
      fc.property(anyRoles, (roles) => {
        const read = namesOf(roles.map(({ name, permissions: given }) => size(name, given.length)))

        expect(findNearDuplicates(roles.filter(({ name }) => read.includes(name)))).toEqual(findNearDuplicates(roles))
      }),
    )
  })
})
