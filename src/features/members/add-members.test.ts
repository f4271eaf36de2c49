import { describe, expect, test, vi } from 'vitest'
import type { Member } from '#contract/members.ts'
import { ApiError } from '#src/api/api-error.ts'
import { type AddOutcome, addAll, addressesOf, emailProblem, parseEmails, planAdding } from './add-members.ts'

const member = (email: string, status = 'active'): Member => ({
  id: `id of ${email}`,
  email,
  name: '',
  surname: '',
  admin: false,
  status,
})
const members = addressesOf([member('Ada@Example.org')])

describe('reading e-mail addresses', () => {
  test.each([
    ['a list with commas, semicolons and line breaks', 'a@x.org, b@x.org;c@x.org\nd@x.org'],
    ['a CSV with names and a heading', 'Name,E-mail\r\nAda,a@x.org\r\nBo,b@x.org\r\n"Cy","c@x.org"\r\nDi,d@x.org'],
    ['addresses of a mail program', 'Ada L <a@x.org>, "Bo B" <b@x.org>; Cy <c@x.org> Di <mailto:d@x.org>'],
  ])('finds them in %s', (_, text) => {
    expect(parseEmails(text)).toEqual(['a@x.org', 'b@x.org', 'c@x.org', 'd@x.org'])
  })

  test('leaves out what stands beside addresses in a table, not what stands between them in a list', () => {
    expect(parseEmails('Email\tTeam\na@x.org\tVision\nb@x.org\t')).toEqual(['a@x.org', 'b@x.org'])
    expect(parseEmails('a@x.org, b.x.org, c@x.org')).toEqual(['a@x.org', 'b.x.org', 'c@x.org'])
    expect(parseEmails('a@x.org\nb.x.org\nc@x.org')).toEqual(['a@x.org', 'b.x.org', 'c@x.org'])
    expect(parseEmails('"Lovelace, Ada" <a@x.org>')).toEqual(['a@x.org'])
  })

  test('keeps a text that has none, so that the mistake is seen', () => {
    expect(parseEmails('ada.example.org')).toEqual(['ada.example.org'])
    expect(parseEmails('  ')).toEqual([])
  })

  test('says what is wrong with one', () => {
    expect(emailProblem('ada@example.ORG', members)).toBe('Already a member')
    expect(emailProblem('bo@', members)).toBe('Not a valid e-mail address')
    expect(emailProblem('bo@example.org', members)).toBeUndefined()
  })
})

test('plans every address: created, nothing to do, or refused with the reason', () => {
  const plan = planAdding(['new@x.org', 'ADA@example.org', 'NEW@x.org', 'broken'], members)

  expect(plan.map(({ outcome }) => outcome)).toEqual(['create', 'none', 'none', 'refused'])
  expect(plan[1]?.reason).toContain('Already a member')
  expect(plan[2]?.reason).toContain('Given twice')
  expect(plan[3]?.reason).toBe('Not a valid e-mail address')
})

describe('adding people', () => {
  const waiting = (...emails: string[]): AddOutcome[] =>
    emails.map((email) => ({ email, idempotencyKey: `key of ${email}`, state: 'waiting' }))
  const refusal = (code: string, status = 400) => new ApiError('refused', 'No.', { code, status })
  const signal = new AbortController().signal

  test('goes on after one is refused', async () => {
    const add = vi.fn(async (email: string) => {
      if (email === 'b@x.org') throw refusal('invalid_input')
      return member(email)
    })
    const told: number[] = []

    const results = await addAll(
      waiting('a@x.org', 'b@x.org', 'c@x.org'),
      { add, assign: undefined },
      (index) => told.push(index),
      signal,
    )

    expect(results.map(({ state }) => state)).toEqual(['added', 'failed', 'added'])
    expect(told).toEqual([0, 1, 2])
  })

  test('takes one who became a member meanwhile as nothing to do', async () => {
    const add = () => Promise.reject(refusal('member_exists', 409))

    const [result] = await addAll(waiting('a@x.org'), { add, assign: undefined }, () => {}, signal)

    expect(result?.state).toBe('none')
  })

  test('retries only what is missing', async () => {
    const add = vi.fn(async (email: string) => member(email))
    const assign = vi.fn<() => Promise<unknown>>().mockRejectedValueOnce(refusal('role_unknown')).mockResolvedValue({})

    const first = await addAll(waiting('a@x.org'), { add, assign }, () => {}, signal)
    const second = await addAll(first, { add, assign }, () => {}, signal)
    await addAll(second, { add, assign }, () => {}, signal)

    expect(first[0]).toMatchObject({ state: 'failed', member: { email: 'a@x.org' } })
    expect(second[0]?.state).toBe('added')
    expect(add).toHaveBeenCalledTimes(1)
    expect(assign).toHaveBeenCalledTimes(2)
  })

  test('repeats an attempt under the same key', async () => {
    const add = vi
      .fn<(email: string, key: string) => Promise<Member>>()
      .mockRejectedValueOnce(refusal('conflict', 409))
      .mockResolvedValue(member('a@x.org'))

    const first = await addAll(waiting('a@x.org'), { add, assign: undefined }, () => {}, signal)
    await addAll(first, { add, assign: undefined }, () => {}, signal)

    expect(add.mock.calls.map(([, key]) => key)).toEqual(['key of a@x.org', 'key of a@x.org'])
  })

  test('stops where no other would fare better', async () => {
    const add = vi.fn(() => Promise.reject(new ApiError('unreachable', 'Away.')))

    await expect(addAll(waiting('a@x.org', 'b@x.org'), { add, assign: undefined }, () => {}, signal)).rejects.toThrow(
      'Away.',
    )
    expect(add).toHaveBeenCalledTimes(1)
  })

  test('stops between two when it is left', async () => {
    const controller = new AbortController()
    const add = vi.fn(async (email: string) => member(email))

    const results = await addAll(
      waiting('a@x.org', 'b@x.org'),
      { add, assign: undefined },
      () => controller.abort(),
      controller.signal,
    )

    expect(results.map(({ state }) => state)).toEqual(['added', 'waiting'])
  })
})
