import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { permissions } from '#contract/permissions.ts'
import type { PermissionDiff } from '#src/features/roles/permission-matrix.ts'
import {
  acknowledge,
  addStaged,
  applyStage,
  changedByOthers,
  countOf,
  dropStages,
  type SavedRole,
  type Stages,
  toggleStaged,
} from './staging.ts'

const none: Stages = new Map()
const unchanged: PermissionDiff = { added: [], removed: [] }
const deployer: SavedRole = { id: 'role-1', name: 'deployer', saved: ['deployments.list', 'deployments.get'] }
const auditor: SavedRole = { id: 'role-2', name: 'auditor', saved: ['roles.list'] }

const somePermissions = fc.subarray([...permissions])
const onePermission = fc.constantFrom(...permissions)
const anyRole = somePermissions.map((saved): SavedRole => ({ ...deployer, saved }))
const stageOf = (stages: Stages, { id }: SavedRole) => stages.get(id)

describe('staging changes', () => {
  it('keeps what is added and removed of each role apart', () => {
    const first = toggleStaged(none, deployer, ['deployments.get'])
    const stages = toggleStaged(first, auditor, ['roles.get'])

    expect(stageOf(stages, deployer)).toMatchObject({ name: 'deployer', added: [], removed: ['deployments.get'] })
    expect(stageOf(stages, auditor)).toMatchObject({ name: 'auditor', added: ['roles.get'], removed: [] })
    expect(stageOf(first, auditor)).toBeUndefined()
  })

  it('grants an object of which a part is granted, and takes one that is granted whole', () => {
    const targets = ['deployments.list', 'deployments.get', 'deployments.create'] as const

    const granted = toggleStaged(none, deployer, targets)
    const taken = toggleStaged(granted, deployer, targets)

    expect(stageOf(granted, deployer)).toMatchObject({ added: ['deployments.create'], removed: [] })
    expect(stageOf(taken, deployer)).toMatchObject({ added: [], removed: ['deployments.list', 'deployments.get'] })
  })

  it('is as it was after a permission is toggled twice', () => {
    fc.assert(
      fc.property(anyRole, onePermission, onePermission, (role, earlier, name) => {
        const before = toggleStaged(none, role, [earlier])

        const after = toggleStaged(toggleStaged(before, role, [name]), role, [name])

        expect(after).toEqual(before)
      }),
    )
  })

  it('is empty after as many toggles back as there were', () => {
    fc.assert(
      fc.property(anyRole, somePermissions, (role, names) => {
        const there = names.reduce((stages, name) => toggleStaged(stages, role, [name]), none)
        const back = names.reduce((stages, name) => toggleStaged(stages, role, [name]), there)

        expect(countOf(stageOf(there, role) ?? unchanged)).toBe(names.length)
        expect(back).toEqual(none)
      }),
    )
  })

  it('adds suggestions to what is staged, and nothing that is there', () => {
    const stages = addStaged(toggleStaged(none, auditor, ['buckets.get']), auditor, ['buckets.list', 'roles.list'])

    expect(stageOf(stages, auditor)).toMatchObject({ added: ['buckets.list', 'buckets.get'], removed: [] })
    expect(addStaged(none, auditor, ['roles.list'])).toEqual(none)
  })

  it('can be dropped for some roles', () => {
    const stages = toggleStaged(toggleStaged(none, deployer, ['roles.list']), auditor, ['roles.get'])

    expect([...dropStages(stages, ['role-1', 'unknown']).keys()]).toEqual(['role-2'])
  })
})

describe('what others change meanwhile', () => {
  const theirs: SavedRole = { ...deployer, saved: ['deployments.list', 'exports.list'] }

  it('stays under the staged changes', () => {
    fc.assert(
      fc.property(anyRole, somePermissions, somePermissions, (role, names, others) => {
        const stage = stageOf(
          names.reduce((stages, name) => toggleStaged(stages, role, [name]), none),
          role,
        )
        const { added, removed } = stage ?? unchanged

        const draft = new Set<string>(applyStage(others, stage))

        const expected = permissions.filter(
          (name) => (others.includes(name) || added.includes(name)) && !removed.includes(name),
        )
        expect([...draft]).toEqual(expected)
      }),
    )
  })

  it('is told by what the person last saw', () => {
    const stages = toggleStaged(none, deployer, ['buckets.list'])
    const stage = stages.get(deployer.id)
    if (!stage) throw new Error('Nothing is staged')

    expect(changedByOthers(deployer.saved, stage)).toEqual({ added: [], removed: [] })
    expect(changedByOthers(theirs.saved, stage)).toEqual({ added: ['exports.list'], removed: ['deployments.get'] })
  })

  it('is told on after a further change here, and no longer once it is taken note of', () => {
    const touched = toggleStaged(toggleStaged(none, deployer, ['buckets.list']), theirs, ['buckets.get'])
    expect(touched.get(deployer.id)?.seen).toEqual(deployer.saved)

    const noted = acknowledge(touched, theirs)

    expect(noted.get(deployer.id)).toMatchObject({ seen: theirs.saved, added: ['buckets.list', 'buckets.get'] })
    expect(acknowledge(none, theirs)).toBe(none)
  })

  it('makes no change of what they have done as well', () => {
    const stages = toggleStaged(none, deployer, ['exports.list'])

    expect(applyStage(theirs.saved, stages.get(deployer.id))).toEqual(theirs.saved)
  })
})
