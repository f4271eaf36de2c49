import { describe, expect, it } from 'vitest'
import type { Permission } from '#contract/permissions.ts'
import { differencesOf } from './differences.ts'
import type { Facts } from './evaluate.ts'
import type { Level, NamedGrant } from './facts.repository.ts'

const project: Level = { objectId: null, resource: 'detector', resource_type: 'project' }
const object = (resource: string, resource_type: Level['resource_type'] = 'bucket'): Level => ({
  objectId: `${resource_type} ${resource}`,
  resource,
  resource_type,
})

function holding(...grants: [Level, Permission][]): Facts<NamedGrant> {
  return {
    kind: 'member',
    organizationAdmin: false,
    active: true,
    expired: false,
    grants: grants.map(([level, permission], index) => ({
      level,
      objectId: level.objectId,
      permissions: [permission],
      role: `role-${index}`,
      roleAssignment: `assignment-${index}`,
      assigneeId: 'ada',
      projectId: 'detector',
    })),
  }
}

describe('what somebody gains or loses', () => {
  it('is told of the project first, then of the objects by kind and name', () => {
    const after = holding(
      [object('images'), 'buckets.get'],
      [object('archive', 'pipeline'), 'pipelines.get'],
      [project, 'roles.list'],
      [object('archive'), 'buckets.update'],
    )

    expect(differencesOf(holding(), after, project)).toEqual([
      { level: project, gained: ['roles.list'], lost: [] },
      { level: object('archive'), gained: ['buckets.update', 'roles.list'], lost: [] },
      { level: object('images'), gained: ['buckets.get', 'roles.list'], lost: [] },
      { level: object('archive', 'pipeline'), gained: ['pipelines.get', 'roles.list'], lost: [] },
    ])
  })

  it('is told of an object on which nothing differs, where something does on the project', () => {
    const before = holding([object('images'), 'buckets.get'])
    const after = holding([object('images'), 'buckets.get'], [project, 'buckets.get'])

    expect(differencesOf(before, after, project)).toEqual([
      { level: project, gained: ['buckets.get'], lost: [] },
      { level: object('images'), gained: [], lost: [] },
    ])
    expect(differencesOf(before, before, project)).toEqual([])
  })
})
