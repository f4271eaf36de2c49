import { DrizzleQueryError } from 'drizzle-orm'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { type ErrorCode, errorStatus } from '#contract/error.ts'
import { DomainError, isForeignKeyViolation, isUniqueViolation, notFound, RateLimited, sqlState } from './errors.ts'

function databaseError(code: string, constraint?: string) {
  const error = new pg.DatabaseError('refused', 7, 'error')
  error.code = code
  if (constraint) error.constraint = constraint
  return error
}
const wrapped = (error: Error) => new DrizzleQueryError('select 1', [], error)

describe('a refusal', () => {
  it.each(Object.entries(errorStatus))('%s has the status %i', (code, status) => {
    expect(new DomainError(code as ErrorCode, 'No').status).toBe(status)
  })

  it('carries its fields', () => {
    expect(new DomainError('invalid_input', 'No', { name: 'Too long' }).fields).toEqual({ name: 'Too long' })
    expect(new DomainError('invalid_input', 'No').fields).toBeUndefined()
  })

  it('of what is not there says nothing else', () => {
    expect(notFound()).toMatchObject({ code: 'not_found', message: 'Not found', fields: undefined, status: 404 })
  })

  it('of too many attempts says when to come back', () => {
    expect(new RateLimited(30)).toMatchObject({ code: 'rate_limited', status: 429, retryAfterSeconds: 30 })
  })
})

describe('an error of the database', () => {
  it('has its state, also when wrapped', () => {
    expect(sqlState(databaseError('23505'))).toBe('23505')
    expect(sqlState(wrapped(databaseError('40P01')))).toBe('40P01')
  })

  it.each([undefined, null, 'text', new Error('plain'), Object.assign(new Error('net'), { code: 'ECONNREFUSED' })])(
    'is none of Postgres without a state: %s',
    (error) => {
      expect(sqlState(error)).toBeUndefined()
      expect(isUniqueViolation(error)).toBe(false)
      expect(isForeignKeyViolation(error)).toBe(false)
    },
  )

  it('tells which constraint was broken', () => {
    const taken = wrapped(databaseError('23505', 'roles_name_key'))

    expect(isUniqueViolation(taken)).toBe(true)
    expect(isUniqueViolation(taken, 'roles_name_key')).toBe(true)
    expect(isUniqueViolation(taken, 'projects_name_key')).toBe(false)
    expect(isForeignKeyViolation(taken)).toBe(false)
    expect(isForeignKeyViolation(wrapped(databaseError('23503', 'roles_project_fkey')), 'roles_project_fkey')).toBe(
      true,
    )
  })
})
