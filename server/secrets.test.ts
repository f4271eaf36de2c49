import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashSecret, isSecretShaped, newSecret, secretPrefix, withoutSecrets } from './secrets.ts'

describe('a secret', () => {
  it('has a prefix for scanners, 32 random characters and 6 of checksum', () => {
    expect(newSecret()).toMatch(/^stw_[0-9A-Za-z]{38}$/)
  })

  it('is accepted by its own checksum, and never made twice', () => {
    const secrets = Array.from({ length: 2000 }, newSecret)

    expect(secrets.every(isSecretShaped)).toBe(true)
    expect(new Set(secrets).size).toBe(secrets.length)
  })

  it('uses all 62 characters about equally often', () => {
    const counts = new Map<string, number>()
    for (let made = 0; made < 1000; made += 1) {
      for (const character of newSecret().slice(4, 36)) counts.set(character, (counts.get(character) ?? 0) + 1)
    }

    const expected = (1000 * 32) / 62
    expect(counts.size).toBe(62)
    // Six standard deviations of a binomial distribution: a fair source fails once in hundreds of millions of runs.
    for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(6 * Math.sqrt(expected))
  })

  it('with any one character changed is refused without a query', () => {
    const characters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    fc.assert(
      fc.property(fc.nat(37), fc.constantFrom(...characters.split('')), (place, character) => {
        const secret = newSecret()
        const at = 4 + place
        const typo = secret.slice(0, at) + character + secret.slice(at + 1)

        return isSecretShaped(typo) === (typo === secret)
      }),
      { numRuns: 500 },
    )
  })

  it.each(['', 'stw_', 'token', `stw_${'0'.repeat(38)}`, `${newSecret()} `, ` ${newSecret()}`, `${newSecret()}\n`])(
    'is not %j',
    (text) => {
      expect(isSecretShaped(text)).toBe(false)
    },
  )

  it('is never what is stored or shown', () => {
    const secret = newSecret()

    expect(hashSecret(secret)).toHaveLength(32)
    expect(hashSecret(secret)).toEqual(hashSecret(secret))
    expect(hashSecret(secret).toString('latin1')).not.toContain(secret)
    expect(secretPrefix(secret)).toBe(secret.slice(0, 10))
  })

  it('is cut out of any text, but for the characters that it is recognized by', () => {
    const [one, two] = [newSecret(), newSecret()]

    expect(withoutSecrets(`/v2.1/${one}?token=${two}&x=${one}`)).toBe(
      `/v2.1/${one.slice(0, 10)}…?token=${two.slice(0, 10)}…&x=${one.slice(0, 10)}…`,
    )
    expect(withoutSecrets(`stw_${'0'.repeat(37)} stays`)).toBe(`stw_${'0'.repeat(37)} stays`)
  })
})
