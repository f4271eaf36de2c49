import { describe, expect, test } from 'vitest'
import type { ServiceUser } from '#contract/service-users.ts'
import { isInUse } from './in-use.ts'
import { changesOf, describeChanges, serviceUserForm, toValues } from './service-user-form.ts'
import { tokenFile, tokenSnippet } from './token-use.ts'

const serviceUser: ServiceUser = {
  id: '0198a1b2-0000-7000-8000-000000000001',
  email: 'robot@example.com',
  name: 'robot',
  creation_date: '2026-01-01T00:00:00.000+00:00',
  expiry_date: '2026-06-01T12:30:00.000+00:00',
  allowed_cors_origins: ['https://a.example.com'],
  token_last_used: null,
}

describe('the changes of an edited service user', () => {
  test('are none when nothing differs', () => {
    expect(changesOf(serviceUser, toValues(serviceUser))).toEqual({})
  })

  test('name only what differs', () => {
    expect(changesOf(serviceUser, { ...toValues(serviceUser), name: 'other' })).toEqual({ name: 'other' })
    expect(changesOf(serviceUser, { ...toValues(serviceUser), expiry_date: null })).toEqual({ expiry_date: null })
    expect(changesOf(serviceUser, { ...toValues(serviceUser), allowed_cors_origins: [] })).toEqual({
      allowed_cors_origins: [],
    })
  })

  test('are told in words', () => {
    const changed = { ...serviceUser, name: '', expiry_date: null, allowed_cors_origins: [] }

    expect(describeChanges(serviceUser, changed)).toEqual(['Name: taken away', 'Never expires', 'CORS origins: none'])
    expect(describeChanges(changed, serviceUser)).toEqual([
      'Name: robot',
      'Expires on 1 June 2026 at 12:30 UTC',
      'CORS origins: https://a.example.com',
    ])
    expect(describeChanges(serviceUser, serviceUser)).toHaveLength(1)
  })
})

test.each([
  ['2020-01-01', 'Choose a day that is still to come'],
  ['', 'Enter a date, or a date and time, that exists'],
  ['2099-02-30', 'Enter a date, or a date and time, that exists'],
])('the form refuses the expiry date "%s"', (expiry_date, message) => {
  const result = serviceUserForm.safeParse({ name: 'robot', expiry_date, allowed_cors_origins: [] })

  expect(result.error?.issues[0]?.message).toBe(message)
})

describe('a token in use', () => {
  const now = new Date('2026-05-01T00:00:00.000Z')

  test.each([
    ['used yesterday', { token_last_used: '2026-04-30T00:00:00.000+00:00' }, true],
    ['used 30 days ago', { token_last_used: '2026-04-01T00:00:00.000+00:00' }, true],
    ['used longer ago', { token_last_used: '2026-03-31T00:00:00.000+00:00' }, false],
    ['never used', { token_last_used: null }, false],
    ['expired', { token_last_used: '2026-04-30T00:00:00.000+00:00', expiry_date: '2026-05-01T00:00:00Z' }, false],
  ])('%s', (_, change, expected) => {
    expect(isInUse({ ...serviceUser, ...change }, now)).toBe(expected)
  })

  test('is assumed where the server does not say', () => {
    const { token_last_used: _, ...unknown } = serviceUser

    expect(isInUse(unknown, now)).toBe(true)
  })
})

test.each([
  ['nightly batch', 'nightly-batch.env'],
  ['  ../../etc/passwd ', 'etc-passwd.env'],
  ['', 'service-user.env'],
  ['日本', 'service-user.env'],
])('the file of "%s" is %s', (name, file) => {
  expect(tokenFile(name)).toEqual({ name: file, variable: 'STEWARD_TOKEN' })
})

test('the command names this server and the project', () => {
  expect(tokenSnippet('stw_1', 'https://steward.example.com', 'detector')).toBe(
    "curl -H 'Authorization: Token stw_1' https://steward.example.com/v2.1/projects/detector/deployments",
  )
})
