import { describe, expect, it } from 'vitest'
import type { CreateRoleAssignment, RoleAssignment } from '#contract/role-assignments.ts'
import { deletionChanges, reassignAll, reassignments } from './reassign-role.ts'

const ada = '0198417f-6608-75d3-ba12-2fba45b87413'
const bo = '0198417f-6608-75d3-ba12-2fba45b87414'

const assigned = (assignee: string, role: string, more: Partial<RoleAssignment> = {}): RoleAssignment => ({
  id: crypto.randomUUID(),
  assignee,
  assignee_type: 'user',
  role,
  resource: 'vision',
  resource_type: 'project',
  ...more,
})

describe('reassigning a role', () => {
  it('gives the other role on the same levels, without what is there already', () => {
    const images = { resource: 'images', resource_type: 'bucket' }
    const assignments = [
      assigned(ada, 'deployer'),
      assigned(ada, 'deployer', images),
      assigned('classifier', 'deployer', { assignee_type: 'deployment' }),
      assigned(bo, 'deployer', images),
      assigned(bo, 'releaser', images),
      assigned(bo, 'another-role'),
    ]

    expect(reassignments(assignments, 'deployer', 'releaser')).toEqual([
      { assignee: ada, assignee_type: 'user', role: 'releaser' },
      { assignee: ada, assignee_type: 'user', role: 'releaser', ...images },
      { assignee: 'classifier', assignee_type: 'deployment', role: 'releaser' },
    ])
  })

  it('is not offered for a kind of object that only the server knows', () => {
    const odd = [assigned(ada, 'deployer', { resource: 'x', resource_type: 'volume' })]

    expect(reassignments(odd, 'deployer', 'releaser')).toBeUndefined()
  })

  it('previews the assignments before the deletion, as long as one question can hold them', () => {
    const body: CreateRoleAssignment = { assignee: ada, assignee_type: 'user', role: 'releaser' }

    expect(deletionChanges('vision', 'deployer', [body])).toEqual([
      { type: 'role_assignment_create', project: 'vision', assignment: body },
      { type: 'role_delete', project: 'vision', role: 'deployer' },
    ])
    expect(deletionChanges('vision', 'deployer', Array<CreateRoleAssignment>(499).fill(body))).toHaveLength(500)
    expect(deletionChanges('vision', 'deployer', Array<CreateRoleAssignment>(500).fill(body))).toBeUndefined()
  })

  it('goes on after a refusal, counts what is done, and names what failed', async () => {
    const bodies = Array.from({ length: 20 }, (_, index) => ({ assignee: `d${index}`, role: 'releaser' }))
    const counts: number[] = []

    const failures = await reassignAll(
      bodies,
      ({ assignee }) => (assignee === 'd3' ? Promise.reject(new Error('no')) : Promise.resolve()),
      (count) => counts.push(count),
    )

    expect(failures.map(({ body }) => body.assignee)).toEqual(['d3'])
    expect(counts).toEqual(Array.from({ length: 19 }, (_, index) => index + 1))
  })

  it('gives up when everything fails', async () => {
    const bodies = Array.from({ length: 100 }, (_, index) => ({ assignee: `d${index}`, role: 'releaser' }))
    let asked = 0

    const failures = await reassignAll(
      bodies,
      () => {
        asked += 1
        return Promise.reject(new Error('away'))
      },
      () => undefined,
    )

    expect(failures.length).toBeGreaterThanOrEqual(5)
    expect(asked).toBeLessThan(10)
  })
})
