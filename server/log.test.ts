import { DrizzleQueryError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { toLoggedError } from './log.ts'

test('a failed query is logged with its statement and cause, without its parameters', () => {
  const cause = Object.assign(new Error('duplicate key value violates unique constraint'), {
    code: '23505',
    detail: 'Key (email)=(ada@example.com) already exists.',
  })
  const error = new DrizzleQueryError('insert into accounts values ($1, $2)', ['ada@example.com', 'argon2 hash'], cause)

  const logged = toLoggedError(error)

  expect(logged.message).toBe('Failed query: insert into accounts values ($1, $2)')
  expect(logged.cause).toMatchObject({ code: '23505', message: 'duplicate key value violates unique constraint' })
  expect(JSON.stringify(logged)).not.toMatch(/ada@example\.com|argon2 hash/)
})

test('anything that was thrown can be logged', () => {
  expect(toLoggedError('text')).toEqual({ type: 'string', message: 'text', stack: '' })
})
