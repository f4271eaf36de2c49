import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Permission, permissions } from '#contract/permissions.ts'
import type { Rights } from '#src/features/roles/role-rights.ts'
import type { TaggedRole } from '#src/features/roles/roles.queries.ts'
import { intersectionOf, toComparedRole, unionOf } from './compared-role.ts'
import { toggleStaged } from './staging.ts'

const everything: Rights = { canCreate: true, canUpdate: true, canDelete: true, held: undefined }

const tagged = (given: readonly string[], isDefault = false): TaggedRole => ({
  role: { id: 'role-1', name: 'deployer', default: isDefault, permissions: [...given] },
  etag: '"1"',
})
const compared = (given: readonly string[]) => toComparedRole(tagged(given), undefined, everything)
const lockOf = (role: TaggedRole, rights: Rights = everything) => toComparedRole(role, undefined, rights).lockedReason

const somePermissions = fc.subarray([...permissions])
const someRoles = fc.array(somePermissions.map(compared), { minLength: 1, maxLength: 5 })

function changed(given: readonly Permission[], targets: readonly Permission[]) {
  const role = tagged(given)
  const stages = toggleStaged(new Map(), compared(given), targets)
  return toComparedRole(role, stages.get('role-1'), everything)
}

describe('a compared role', () => {
  it('gives what is saved while nothing is staged', () => {
    expect(compared(['roles.get', 'roles.list'])).toMatchObject({
      id: 'role-1',
      name: 'deployer',
      etag: '"1"',
      saved: ['roles.list', 'roles.get'],
      draft: ['roles.list', 'roles.get'],
      changes: { added: [], removed: [] },
      theirs: undefined,
    })
  })

  it('gives what it would with the staged changes, and knows them', () => {
    const role = changed(['roles.list', 'roles.get'], ['exports.list'])

    expect(role.draft).toEqual(['exports.list', 'roles.list', 'roles.get'])
    expect(role.granted.has('exports.list')).toBe(true)
    expect([...role.changed]).toEqual(['exports.list'])
    expect(role.theirs).toEqual({ added: [], removed: [] })
  })

  it('sets apart what is in no catalogue', () => {
    const role = compared(['roles.list', 'rockets.launch'])

    expect(role.saved).toEqual(['roles.list'])
    expect(role.unknown).toEqual(['rockets.launch'])
  })
})

describe('a role is locked', () => {
  it('when it is a default role, and says so before all else', () => {
    expect(lockOf(tagged(['rockets.launch'], true), { ...everything, canUpdate: false })).toBe(
      'Default roles cannot be changed.',
    )
  })

  it('for whoever may not change roles', () => {
    expect(lockOf(tagged(['roles.list']), { ...everything, canUpdate: false })).toContain('roles.update')
  })

  it('when it gives what this dashboard does not know, so that saving it would lose that', () => {
    expect(lockOf(tagged(['roles.list', 'rockets.launch']))).toContain('rockets.launch')
  })

  it('when it gives what the person does not hold', () => {
    const held = new Set(['roles.update', 'roles.list'])

    expect(lockOf(tagged(['roles.list', 'exports.list']), { ...everything, held })).toBe(
      'It gives exports.list, which you do not hold yourself.',
    )
    expect(lockOf(tagged(['roles.list']), { ...everything, held })).toBeUndefined()
  })
})

describe('union and intersection', () => {
  it('are what any of the roles and what all of them give', () => {
    const roles = [compared(['roles.list', 'roles.get']), compared(['roles.get', 'exports.list'])]

    expect(unionOf(roles)).toEqual(['exports.list', 'roles.list', 'roles.get'])
    expect(intersectionOf(roles)).toEqual(['roles.get'])
  })

  it('take the staged changes in', () => {
    const roles = [changed(['roles.list', 'roles.get'], ['roles.list']), compared(['roles.list', 'roles.get'])]

    expect(unionOf(roles)).toEqual(['roles.list', 'roles.get'])
    expect(intersectionOf(roles)).toEqual(['roles.get'])
  })

  it('are empty for no roles', () => {
    expect(unionOf([])).toEqual([])
    expect(intersectionOf([])).toEqual([])
  })

  it('hold each permission that some role, or that every role gives, once and in catalogue order', () => {
    fc.assert(
      fc.property(someRoles, (roles) => {
        const giving = (name: Permission) => roles.filter(({ draft }) => draft.includes(name)).length

        expect(unionOf(roles)).toEqual(permissions.filter((name) => giving(name) > 0))
        expect(intersectionOf(roles)).toEqual(permissions.filter((name) => giving(name) === roles.length))
      }),
    )
  })

  it('do not depend on the order of the roles, nor on roles named twice', () => {
    fc.assert(
      fc.property(someRoles, (roles) => {
        const others = [...roles.toReversed(), ...roles]

        expect(unionOf(others)).toEqual(unionOf(roles))
        expect(intersectionOf(others)).toEqual(intersectionOf(roles))
      }),
    )
  })

  it('of a role and their own result are that result', () => {
    fc.assert(
      fc.property(someRoles, (roles) => {
        const union = unionOf(roles)
        const common = intersectionOf(roles)

        expect(unionOf([...roles, compared(union)])).toEqual(union)
        expect(intersectionOf([...roles, compared(common)])).toEqual(common)
      }),
    )
  })
})
