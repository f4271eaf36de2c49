import { expect, test } from 'vitest'
import type { Member } from '#contract/members.ts'
import { callName, isLastAdmin } from './member-rules.ts'

const member = (id: string, more: Partial<Member> = {}): Member => ({
  id,
  email: `${id}@example.org`,
  name: '',
  surname: '',
  admin: false,
  status: 'active',
  ...more,
})

test('an admin is the last one when the others cannot act', () => {
  const ada = member('ada', { admin: true })
  const others = [member('bo'), member('cy', { admin: true, status: 'invited' })]

  expect(isLastAdmin(ada, [ada, ...others])).toBe(true)
  expect(isLastAdmin(ada, [ada, ...others, member('di', { admin: true })])).toBe(false)
})

test('who is no admin, or has not joined yet, is never the last one', () => {
  const invited = member('cy', { admin: true, status: 'invited' })

  expect(isLastAdmin(member('bo'), [member('bo')])).toBe(false)
  expect(isLastAdmin(invited, [invited])).toBe(false)
})

test('counts admins of a server that tells no status', () => {
  const { status: _, ...ada } = member('ada', { admin: true })
  const { status: __, ...bo } = member('bo', { admin: true })

  expect(isLastAdmin(ada, [ada])).toBe(true)
  expect(isLastAdmin(ada, [ada, bo])).toBe(false)
})

test('a person without a name is called by the address', () => {
  expect(callName(member('ada', { name: 'Ada', surname: 'Lovelace' }))).toBe('Ada Lovelace')
  expect(callName(member('ada'))).toBe('ada@example.org')
})
