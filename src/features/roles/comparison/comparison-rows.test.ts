import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Permission, permissions } from '#contract/permissions.ts'
import type { Rights } from '#src/features/roles/role-rights.ts'
import { type ComparedRole, toComparedRole } from './compared-role.ts'
import {
  cellsOf,
  countsOf,
  filterSections,
  isForeign,
  pressTexts,
  type RowContext,
  type Section,
  type SectionTexts,
  textsOf,
} from './comparison-rows.ts'
import { type Stages, toggleStaged } from './staging.ts'
import { suggestedFor } from './suggestions.ts'

const rights: Rights = { canCreate: true, canUpdate: true, canDelete: true, held: undefined }

/** A role with these permissions saved, of which these are toggled one after the other, or together with others. */
function compared(
  given: readonly string[],
  toggled: readonly (Permission | readonly Permission[])[] = [],
): ComparedRole {
  const tagged = { role: { id: 'role-1', name: 'deployer', default: false, permissions: [...given] }, etag: undefined }
  const role = toComparedRole(tagged, undefined, rights)
  const stages = toggled.reduce((all: Stages, names) => toggleStaged(all, role, [names].flat()), new Map())
  return toComparedRole(tagged, stages.get(role.id), rights)
}

const contextOf = (...roles: ComparedRole[]): RowContext => ({
  roles,
  suggested: roles.map(suggestedFor),
  held: undefined,
})
const namesIn = (sections: readonly Section[]) => sections.flatMap((section) => section.permissions)
const differences = (...roles: ComparedRole[]) => namesIn(filterSections({ text: '', onlyDifferences: true }, roles))
const found = (text: string) => namesIn(filterSections({ text, onlyDifferences: false }, []))
const section = (object: string) => {
  const all = filterSections({ text: '', onlyDifferences: false }, [])
  const one = all.find((item) => item.object === object)
  if (!one) throw new Error(`No section ${object}`)
  return one
}

describe('the rows', () => {
  it('are all permissions of the catalogue, once and in its order', () => {
    expect(found('')).toEqual(permissions)
  })

  it('stand under their object, unless it has but one', () => {
    expect(section('deployments.versions')).toMatchObject({ prefix: 'deployments.', leaf: 'versions', hasHeader: true })
    expect(section('service_users.token')).toMatchObject({ leaf: 'token', hasHeader: false })
  })
})

describe('the filter', () => {
  it('keeps what matches every word, in whatever case', () => {
    expect(found('Versions.Requests  get')).toEqual([
      'deployments.versions.requests.get',
      'pipelines.versions.requests.get',
    ])
    expect(found('no such thing')).toEqual([])
  })

  it('keeps the row of an object of which some permissions are left', () => {
    const sections = filterSections({ text: 'roles.assignments.l', onlyDifferences: false }, [])

    expect(sections).toMatchObject([{ object: 'roles.assignments', hasHeader: true }])
    expect(namesIn(sections)).toEqual(['roles.assignments.list'])
  })
})

describe('only differences', () => {
  it('leaves what not all of the roles give alike', () => {
    expect(differences(compared(['roles.list', 'roles.get']), compared(['roles.get', 'exports.list']))).toEqual([
      'exports.list',
      'roles.list',
    ])
  })

  it('goes together with the filter', () => {
    const roles = [compared(['roles.list']), compared(['exports.list'])]

    expect(namesIn(filterSections({ text: 'exports', onlyDifferences: true }, roles))).toEqual(['exports.list'])
  })

  it('keeps what a change has just made alike, and shows what it has made different', () => {
    const other = compared(['roles.list'])

    expect(differences(compared([], ['roles.list']), other)).toEqual(['roles.list'])
    expect(differences(compared(['roles.list'], ['exports.list']), other)).toEqual(['exports.list'])
  })

  it('leaves nothing of roles that give the same', () => {
    fc.assert(
      fc.property(fc.subarray([...permissions]), (given) => {
        expect(differences(compared(given), compared(given), compared(given))).toEqual([])
      }),
    )
  })

  it('leaves what some and not all give, whatever the order of the roles', () => {
    const someRoles = fc.array(
      fc.subarray([...permissions]).map((given) => compared(given)),
      {
        minLength: 2,
        maxLength: 4,
      },
    )
    fc.assert(
      fc.property(someRoles, (roles) => {
        const giving = (name: Permission) => roles.filter(({ saved }) => saved.includes(name)).length
        const expected = permissions.filter((name) => giving(name) > 0 && giving(name) < roles.length)

        expect(differences(...roles)).toEqual(expected)
        expect(differences(...roles.toReversed())).toEqual(expected)
      }),
    )
  })
})

describe('the cells of a permission', () => {
  it('tell of each role whether it is given, added, removed, suggested or none of it', () => {
    const context = contextOf(
      compared(['buckets.list']),
      compared([], ['buckets.list']),
      compared(['buckets.list', 'roles.list'], ['buckets.list']),
      compared(['buckets.get']),
      compared(['roles.list']),
    )

    expect(cellsOf('buckets.list', context)).toBe('gars ')
  })

  it('suggest nothing to a role that cannot be changed', () => {
    const locked = toComparedRole(
      { role: { id: 'role-2', name: 'reader', default: true, permissions: ['buckets.get'] }, etag: undefined },
      undefined,
      rights,
    )

    expect(cellsOf('buckets.list', contextOf(locked))).toBe(' ')
  })

  it('are counted for the row of their object', () => {
    const context = contextOf(compared(['buckets.list', 'buckets.get', 'roles.list']), compared([], ['buckets.list']))

    expect(countsOf(section('buckets'), context)).toBe('2,1')
  })

  it('cannot be given by whoever does not hold the permission', () => {
    expect(isForeign('roles.list', undefined)).toBe(false)
    expect(isForeign('roles.list', new Set(['roles.list']))).toBe(false)
    expect(isForeign('roles.get', new Set(['roles.list']))).toBe(true)
  })
})

describe('a press', () => {
  const shown = filterSections({ text: '', onlyDifferences: false }, [])
  const withoutSuggestions = (texts: SectionTexts) =>
    new Map([...texts].map(([object, text]) => [object, text.replaceAll('s', ' ')]))

  const withoutCounts = (texts: SectionTexts) =>
    new Map([...texts].map(([object, text]) => [object, text.slice(text.indexOf('\n'))]))

  it('shows ahead what the role will be when it has been staged, all but what is then suggested', () => {
    const presses = fc.record({
      section: fc.constantFrom(...shown),
      saved: fc.subarray([...permissions]),
      changed: fc.subarray([...permissions]),
      others: fc.array(fc.subarray([...permissions]), { minLength: 2, maxLength: 2 }),
      column: fc.nat({ max: 2 }),
      chosen: fc.infiniteStream(fc.boolean()),
    })
    fc.assert(
      fc.property(presses, ({ section: pressed, saved, changed, others, column, chosen }) => {
        const some = pressed.permissions.filter(() => chosen.next().value)
        const targets = some.length === 0 ? pressed.permissions : some
        const contextWith = (role: ComparedRole) =>
          contextOf(...others.map((given) => compared(given)).toSpliced(column, 0, role))
        const before = textsOf(shown, contextWith(compared(saved, changed)))
        const after = textsOf(shown, contextWith(compared(saved, [...changed, targets])))

        const ahead = (isOnObject: boolean) =>
          withoutSuggestions(pressTexts(before, { section: pressed, targets, column, isOnObject }))
        expect(ahead(true)).toEqual(withoutSuggestions(after))
        // What stands in another row than the pressed one follows.
        expect(withoutCounts(ahead(false))).toEqual(withoutCounts(withoutSuggestions(after)))
      }),
    )
  })
})
