import { describe, expect, it } from 'vitest'
import type { AccessExplanation, AccessHolder } from '#contract/access.ts'
import {
  actLabel,
  describeChains,
  describeStep,
  missingFor,
  summariseHolders,
  verdictOf,
  whyNoChange,
} from './access-wording.ts'

const id = '0198417f-6608-75d3-ba12-2fba45b87413'
const chain = {
  type: 'role' as const,
  role: 'deployer',
  role_assignment: id,
  resource: 'images',
  resource_type: 'bucket' as const,
}

const explained = (more: Partial<AccessExplanation> = {}): AccessExplanation => ({
  assignee: id,
  assignee_type: 'user',
  kind: 'member',
  name: 'Ada',
  email: 'ada@example.org',
  allowed: false,
  chains: [],
  obstacle: null,
  permission: 'buckets.get',
  resource: 'vision',
  resource_type: 'project',
  change: null,
  ...more,
})

describe('the verdict', () => {
  it.each<[string, Partial<AccessExplanation>, boolean, string]>([
    ['yes', { allowed: true, chains: [chain] }, false, 'Yes: Ada holds buckets.get on the whole project.'],
    ['yes', { allowed: true, chains: [chain] }, true, 'Yes: you hold buckets.get on the whole project.'],
    [
      'no',
      { resource: 'images', resource_type: 'bucket' },
      false,
      'No: Ada does not hold buckets.get on the bucket images.',
    ],
    ['no', { obstacle: 'invited' }, true, 'No: you do not hold buckets.get on the whole project.'],
    [
      'blocked',
      { chains: [chain], obstacle: 'invited', name: '' },
      false,
      'Not yet: ada@example.org holds buckets.get on the whole project, but has not accepted the invitation.',
    ],
    [
      'blocked',
      { chains: [chain], obstacle: 'expired' },
      false,
      'Not any more: Ada holds buckets.get on the whole project, but has a token that has expired.',
    ],
    [
      'blocked',
      { chains: [chain], obstacle: 'closed_to_service_users' },
      false,
      'No: Ada holds buckets.get on the whole project, but is a service user, to whom that part of the API is closed.',
    ],
  ])('is %s', (answer, more, isSelf, sentence) => {
    expect(verdictOf(explained(more), isSelf)).toEqual({ answer, sentence })
  })

  it('says on which levels there is no role', () => {
    expect(missingFor(explained(), true)).toBe('No role that you have on the whole project gives this permission.')
    expect(missingFor(explained({ resource: 'images', resource_type: 'bucket' }), false)).toBe(
      'No role that Ada has on the whole project or on the bucket images gives this permission.',
    )
  })
})

describe('a change', () => {
  it('is told step by step', () => {
    expect(describeStep({ ...chain, type: 'delete_role_assignment' }, 'Ada')).toBe(
      'Take the role deployer on the bucket images from Ada',
    )
    expect(
      describeStep({ type: 'assign_role', role: 'deployer', resource: 'vision', resource_type: 'project' }, 'yourself'),
    ).toBe('Assign the role deployer to yourself on the whole project')
  })

  it('has a button that says what it does', () => {
    const assign = { type: 'assign_role', role: 'r', resource: 'p', resource_type: 'project' } as const
    const unassign = { ...chain, type: 'delete_role_assignment' } as const

    expect(actLabel([assign, { type: 'accept_invitation' }])).toBe('Assign role')
    expect(actLabel([unassign])).toBe('Delete assignment')
    expect(actLabel([unassign, unassign])).toBe('Delete assignments')
    expect(actLabel([{ type: 'remove_organization_admin' }])).toBe('Remove admin')
    expect(actLabel([{ type: 'remove_organization_admin' }, unassign])).toBe('Make these changes')
  })

  it('says why there is none', () => {
    expect(whyNoChange(explained())).toMatch(/A new role can/)
    expect(whyNoChange(explained({ obstacle: 'expired' }))).toMatch(/stays expired/)
    expect(whyNoChange(explained({ obstacle: 'closed_to_service_users' }))).toMatch(/every service user/)
  })
})

describe('everybody who holds it', () => {
  const holder = (kind: AccessHolder['kind'], allowed = true): AccessHolder => ({
    assignee: id,
    assignee_type: 'user',
    kind,
    name: 'x',
    email: '',
    allowed,
    chains: [chain],
    obstacle: allowed ? null : 'expired',
  })

  it('is counted by kind, those who cannot use it apart', () => {
    const holders = [holder('member'), holder('member'), holder('deployment'), holder('service_user', false)]

    expect(summariseHolders(holders, 'buckets.get on the whole project')).toBe(
      '2 people and 1 deployment can use buckets.get on the whole project; 1 more holds it but cannot use it.',
    )
    expect(summariseHolders([], 'it')).toBe('Nobody can use it.')
  })

  it('is explained by every chain', () => {
    expect(describeChains([{ type: 'organization_admin' }, chain])).toBe(
      'Admin of the organization; deployer on the bucket images',
    )
  })
})
