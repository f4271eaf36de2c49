import { DrizzleQueryError } from 'drizzle-orm'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { logOptions, toLoggedError } from './log.ts'
import { newSecret } from './secrets.ts'

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

test('a secret in an address is logged as its first characters', async () => {
  const lines: string[] = []
  const app = Fastify({ logger: { ...logOptions('info'), stream: { write: (line: string) => lines.push(line) } } })
  const secret = newSecret()

  await app.inject(`/v2.1/projects/${secret}?token=${secret}`)
  await app.close()

  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    req: { url: `/v2.1/projects/${secret.slice(0, 10)}…?token=${secret.slice(0, 10)}…` },
  })
  expect(lines.join('')).not.toContain(secret)
})
