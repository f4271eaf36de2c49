import { describe, expect, it } from 'vitest'
import type { AccessDifference, AccessPreview } from '#contract/access.ts'
import { permissions } from '#contract/permissions.ts'
import { changesByLevel, groupPermissions, isEverything, summarise } from './wording.ts'

type Assignee = AccessPreview['groups'][number]['assignees'][number]

const person = (name: string): Assignee => ({
  assignee: name,
  assignee_type: 'user',
  kind: 'member',
  name,
  email: `${name}@example.org`,
  obstacle: null,
})
const robot = (name: string): Assignee => ({ ...person(name), kind: 'service_user' })
const people = (count: number) => Array.from({ length: count }, (_, index) => person(`p${index}`))

const change = (gained: string[], lost: string[], more: Partial<AccessDifference> = {}): AccessDifference => ({
  project: 'vision',
  resource: 'vision',
  resource_type: 'project',
  gained,
  lost,
  ...more,
})
const bucket = (resource: string) => ({ resource, resource_type: 'bucket' as const })

describe('the summary', () => {
  const two = ['deployments.create', 'deployments.update']

  it('counts those who lose, by kind, and says that nobody gains', () => {
    const groups = [{ assignees: [...people(12), robot('r1'), robot('r2')], differences: [change([], two)] }]

    expect(summarise({ groups })).toBe('12 people and 2 service users lose 2 permissions; nobody gains any.')
  })

  it('calls a single one by name, or by address', () => {
    const ada = { assignees: [person('Ada')], differences: [change(['buckets.list'], [])] }
    const nameless = { assignees: [{ ...person('x'), name: '' }], differences: [change([], ['buckets.list'])] }

    expect(summarise({ groups: [ada] })).toBe('Ada gains 1 permission; nobody loses any.')
    expect(summarise({ groups: [nameless] })).toBe('x@example.org loses 1 permission; nobody gains any.')
  })

  it('tells apart those who lose and those who gain', () => {
    const groups = [
      { assignees: people(2), differences: [change([], two)] },
      { assignees: people(1000), differences: [change(['buckets.list'], [])] },
    ]

    expect(summarise({ groups })).toBe('2 people lose 2 permissions; 1,000 people gain 1 permission.')
  })

  it('says in one breath what the same people lose and gain', () => {
    expect(summarise({ groups: [{ assignees: people(2), differences: [change(['buckets.list'], two)] }] })).toBe(
      '2 people lose 2 permissions and gain 1 permission.',
    )
  })

  it('counts a permission once for all levels, and gives the most where people differ', () => {
    const groups = [
      { assignees: people(1), differences: [change([], two), change([], two, bucket('images'))] },
      { assignees: people(1), differences: [change([], ['buckets.list'])] },
    ]

    expect(summarise({ groups })).toBe('2 people lose up to 2 permissions; nobody gains any.')
  })

  it('says that nothing changes, with the reason where one is known', () => {
    expect(summarise({ groups: [] })).toBe('Nobody gains or loses anything.')
    expect(summarise({ groups: [] }, 'Nobody loses anything: other roles give the same')).toBe(
      'Nobody loses anything: other roles give the same.',
    )
  })
})

describe('changes by level', () => {
  it('sets objects against the project they are in', () => {
    const lost = ['buckets.list', 'buckets.get']
    const levels = changesByLevel(
      [
        change([], ['buckets.get'], bucket('frames')),
        change([], lost),
        change([], [], bucket('images')),
        change([], [], { resource: 'nightly', resource_type: 'pipeline' }),
      ],
      false,
    )

    expect(levels).toEqual([
      { lead: 'On the whole project', places: [], note: undefined, gained: [], lost },
      { lead: 'But on', places: ['bucket frames'], note: undefined, gained: [], lost: ['buckets.get'] },
      {
        lead: 'But not on',
        places: ['bucket images', 'pipeline nightly'],
        note: 'another role gives it',
        gained: [],
        lost: [],
      },
    ])
  })

  it('says of what would be gained that it is there already', () => {
    const levels = changesByLevel([change(['buckets.list'], []), change([], [], bucket('images'))], false)

    expect(levels[1]).toMatchObject({ lead: 'But not on', note: 'another role gives it already' })
  })

  it('reads objects alone without setting them against anything, and joins equal ones', () => {
    const levels = changesByLevel(
      [change([], ['buckets.list'], bucket('a')), change([], ['buckets.list'], bucket('b'))],
      false,
    )

    expect(levels).toEqual([
      { lead: 'On', places: ['bucket a', 'bucket b'], note: undefined, gained: [], lost: ['buckets.list'] },
    ])
  })

  it('names projects where they are not plain, and joins those with the same change in any order', () => {
    const levels = changesByLevel(
      [
        change([], ['buckets.list', 'roles.list']),
        change([], ['roles.list', 'buckets.list'], { project: 'edge', resource: 'edge' }),
        change([], ['exports.list'], { ...bucket('a'), project: 'edge' }),
      ],
      true,
    )

    expect(levels.map(({ lead, places }) => [lead, ...places])).toEqual([
      ['On the whole projects', 'vision', 'edge'],
      ['But on', 'bucket a of edge'],
    ])
  })
})

describe('permissions', () => {
  it('stand by their object in the order of the catalogue, those of another server last', () => {
    expect(groupPermissions(['deployments.update', 'x.fly', 'projects.get', 'deployments.create'])).toEqual([
      { object: 'projects', verbs: ['get'] },
      { object: 'deployments', verbs: ['create', 'update'] },
      { object: 'x', verbs: ['fly'] },
    ])
  })

  it('are everything only when none is missing', () => {
    expect(isEverything(permissions)).toBe(true)
    expect(isEverything(permissions.slice(1))).toBe(false)
  })
})
