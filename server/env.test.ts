import { describe, expect, test } from 'vitest'
import { EnvError, parseEnv } from './env.ts'

describe('parseEnv', () => {
  test('needs nothing', () => {
    expect(parseEnv({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      dataDir: '.data',
      databaseUrl: undefined,
      admin: undefined,
      publicUrl: undefined,
      trustProxy: false,
      logLevel: 'info',
      demoPassword: undefined,
    })
  })

  test('takes an empty variable for one that is not set', () => {
    expect(parseEnv({ PORT: '', DATABASE_URL: '', ADMIN_EMAIL: '', ADMIN_PASSWORD: '' })).toEqual(parseEnv({}))
  })

  test.each([
    ['true', true],
    ['false', false],
    ['loopback, 10.0.0.0/8,::1', ['loopback', '10.0.0.0/8', '::1']],
  ])('reads TRUST_PROXY %s', (text, expected) => {
    expect(parseEnv({ TRUST_PROXY: text }).trustProxy).toEqual(expected)
  })

  test.each([
    ['PORT', '70000'],
    ['PORT', '4000x'],
    ['DATABASE_URL', 'mysql://localhost/steward'],
    ['PUBLIC_URL', 'https://steward.example.com/app'],
    ['PUBLIC_URL', 'steward.example.com'],
    ['TRUST_PROXY', 'yes'],
    ['TRUST_PROXY', '1'],
    ['LOG_LEVEL', 'loud'],
    ['ADMIN_EMAIL', 'nobody'],
    ['ADMIN_PASSWORD', 'short'],
    ['DEMO_PASSWORD', 'short'],
  ])('names %s when it is wrong', (name, value) => {
    expect(() => parseEnv({ [name]: value })).toThrow(EnvError)
    expect(() => parseEnv({ [name]: value })).toThrow(new RegExp(`^${name}: .+\\.`))
  })

  test('refuses an e-mail for the first admin without a password', () => {
    expect(() => parseEnv({ ADMIN_EMAIL: 'ada@example.com' })).toThrow(
      'ADMIN_EMAIL: Set it together with ADMIN_PASSWORD',
    )
  })

  test('reports every wrong variable at once', () => {
    expect(() => parseEnv({ PORT: 'x', LOG_LEVEL: 'loud' })).toThrow(/PORT: .*\n.*LOG_LEVEL: /)
  })
})
