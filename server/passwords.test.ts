import { describe, expect, it } from 'vitest'
import type { DomainError } from './errors.ts'
import { hashPassword, requireUncommonPassword, verifyPassword } from './passwords.ts'

const owner = { email: 'grace.hopper@navy.example', name: 'Grace', surname: 'Hopper' }

describe('what a guesser tries first', () => {
  it.each([
    ['a leaked password', 'qwerty123456'],
    ['one in other letter case', 'Administrator'],
    ['a short one with digits after it', 'password2024'],
    ['a short one with signs around it', '!!Welcome2026!'],
    ['lookalikes of its letters', 'P@$$w0rd2024'],
    ['a short one twice', 'monkeymonkey'],
    ['one character', 'aaaaaaaaaaaa'],
    ['two digits', '121212121212'],
    ['a short pattern again and again', 'xyzwxyzwxyzw'],
    ['the alphabet', 'abcdefghijkl'],
    ['the digits backwards', '987654321098'],
    ['rows of keys', 'qwertyuiop1234'],
    ['the owner’s e-mail', 'grace.hopper@navy.example'],
    ['the owner’s name with a year', 'GraceHopper1906'],
    ['the name of this system', 'steward-steward-1'],
  ])('refuses %s', (_what, password) => {
    expect(() => requireUncommonPassword(password, owner, 'new_password')).toThrow(
      expect.objectContaining({
        code: 'password_common',
        fields: { new_password: expect.any(String) as string },
      }) as DomainError,
    )
  })

  it.each([
    ['random letters and digits', 'k8Fz2mQ7xTbW'],
    ['a few words', 'correct horse battery staple'],
    ['two words of which one is common', 'monkey telescope'],
    ['the owner’s name within something else', 'hopper finds moths'],
    ['letters of any script', 'большой-паровоз-едет'],
    ['random digits', '839174620573'],
  ])('takes %s', (_what, password) => {
    expect(() => requireUncommonPassword(password, owner)).not.toThrow()
  })

  it('takes an owner without a name', () => {
    expect(() => requireUncommonPassword('k8Fz2mQ7xTbW', { email: 'a@b.co', name: '', surname: '' })).not.toThrow()
  })
})

describe('hashes', () => {
  it('are argon2id with the cost of 19 MiB and two rounds', async () => {
    expect(await hashPassword('k8Fz2mQ7xTbW')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('fit their password only', async () => {
    const hash = await hashPassword('k8Fz2mQ7xTbW')

    expect(await verifyPassword(hash, 'k8Fz2mQ7xTbW')).toBe(true)
    expect(await verifyPassword(hash, 'k8Fz2mQ7xTbw')).toBe(false)
  })

  it('fit the password as another keyboard composes it', async () => {
    const hash = await hashPassword('cafe\u0301 au lait et pain')

    expect(await verifyPassword(hash, 'caf\u00e9 au lait et pain')).toBe(true)
  })

  it('that are not there fit no password', async () => {
    expect(await verifyPassword(null, '')).toBe(false)
    expect(await verifyPassword(undefined, 'k8Fz2mQ7xTbW')).toBe(false)
  })
})
