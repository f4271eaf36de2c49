import { describe, expect, test, vi } from 'vitest'
import { ApiError } from '#src/api/api-error.ts'
import {
  type AssignOutcome,
  assignAll,
  keyOf,
  type NewAssignment,
  planAssignments,
  type Selection,
  toBody,
} from './assignment-plan.ts'

const refusal = (code: string, status = 403) => new ApiError('refused', 'No.', { status, code })
const signal = new AbortController().signal
const nothing = () => undefined

describe('the plan', () => {
  const bucket = { resource: 'images', resource_type: 'bucket' } as const
  const whole = { resource: 'detector', resource_type: 'project' } as const
  const selection: Selection = {
    assignee_type: 'user',
    assignees: ['ada', 'bob'],
    roles: ['reader', 'writer'],
    levels: [bucket],
  }

  test('has every role for every assignee on every level', () => {
    const rows = planAssignments({ ...selection, levels: [bucket, whole] }, [], nothing)

    expect(rows).toHaveLength(8)
    expect(new Set(rows.map(keyOf)).size).toBe(8)
    expect(rows.every(({ outcome }) => outcome === 'create')).toBe(true)
  })

  test('says what exists already, and knows it from the same on another level or for another kind', () => {
    const held = { id: '1', assignee: 'ada', assignee_type: 'user', role: 'reader', ...bucket }
    const other = { ...held, id: '2', assignee: 'bob', resource: 'labels' }
    const deployment = { ...held, id: '3', assignee: 'bob', assignee_type: 'deployment' }

    const rows = planAssignments(selection, [held, other, deployment], nothing)

    expect(rows.filter(({ outcome }) => outcome === 'none')).toEqual([
      expect.objectContaining({ assignee: 'ada', role: 'reader', reason: 'Exists already' }),
    ])
  })

  test('knows an assignment on the whole project under the name the project had before', () => {
    const held = { id: '1', assignee: 'ada', assignee_type: 'user', role: 'reader', ...whole, resource: 'old-name' }

    const rows = planAssignments({ ...selection, assignees: ['ada'], levels: [whole] }, [held], nothing)

    expect(rows.map(({ outcome }) => outcome)).toEqual(['none', 'create'])
  })

  test('says why what would be refused is refused, but not of what exists', () => {
    const held = { id: '1', assignee: 'ada', assignee_type: 'user', role: 'writer', ...bucket }

    const rows = planAssignments(selection, [held], (role) => (role === 'writer' ? 'Too much' : undefined))

    expect(rows.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['create', undefined],
      ['none', 'Exists already'],
      ['create', undefined],
      ['refused', 'Too much'],
    ])
  })
})

test('the whole project goes unnamed, and an object by name and kind', () => {
  const who = { assignee: 'ada', assignee_type: 'user', role: 'reader' }

  expect(toBody({ ...who, resource: 'detector', resource_type: 'project' })).toEqual(who)
  expect(toBody({ ...who, resource: 'images', resource_type: 'bucket' })).toEqual({
    ...who,
    resource: 'images',
    resource_type: 'bucket',
  })
})

describe('a run', () => {
  const waiting = (...assignees: string[]): AssignOutcome[] =>
    assignees.map((assignee) => ({
      assignment: {
        assignee,
        assignee_type: 'user',
        role: 'reader',
        resource: 'detector',
        resource_type: 'project',
      } satisfies NewAssignment,
      state: 'waiting',
    }))
  const many = waiting(...Array.from({ length: 20 }, (_, index) => `user-${index}`))

  test('goes on after a refusal, and tells each outcome with its place', async () => {
    const create = vi.fn(async (body: { assignee?: string | null | undefined }) => {
      if (body.assignee === 'bob') throw refusal('escalation')
    })
    const seen: [number, string][] = []

    const { outcomes, stoppedBy } = await assignAll(
      waiting('ada', 'bob', 'cy'),
      create,
      (index, { state }) => seen.push([index, state]),
      signal,
    )

    expect(outcomes.map(({ state }) => state)).toEqual(['created', 'failed', 'created'])
    expect(seen.toSorted(([a], [b]) => a - b)).toEqual([
      [0, 'created'],
      [1, 'failed'],
      [2, 'created'],
    ])
    expect(stoppedBy).toBeUndefined()
  })

  test('leaves alone what is made when it is tried again', async () => {
    const [first, second] = waiting('ada', 'bob')
    if (!first || !second) throw new Error('two are waiting')
    const create = vi.fn(async () => undefined)

    await assignAll(
      [
        { ...first, state: 'created' },
        { ...second, state: 'failed' },
      ],
      create,
      nothing,
      signal,
    )

    expect(create).toHaveBeenCalledTimes(1)
    expect(create).toHaveBeenCalledWith({ assignee: 'bob', assignee_type: 'user', role: 'reader' })
  })

  test('stops where no other would fare better, and says by what', async () => {
    const away = new ApiError('unreachable', 'Away.')
    const create = vi.fn(() => Promise.reject(away))

    const { outcomes, stoppedBy } = await assignAll(many, create, nothing, signal)

    expect(stoppedBy).toBe(away)
    expect(create.mock.calls.length).toBeLessThan(5)
    expect(outcomes.at(-1)?.state).toBe('waiting')
  })

  test('has only a few requests on their way at a time', async () => {
    let running = 0
    let most = 0
    const create = async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 1))
      running -= 1
    }

    await assignAll(many, create, nothing, signal)

    expect(most).toBe(4)
  })

  test('stops when it is left', async () => {
    const controller = new AbortController()

    const { outcomes } = await assignAll(
      many,
      async () => undefined,
      () => controller.abort(),
      controller.signal,
    )

    expect(outcomes.filter(({ state }) => state === 'created').length).toBeLessThan(5)
  })
})
