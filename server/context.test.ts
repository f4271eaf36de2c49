import { describe, expect, it } from 'vitest'
import { type Context, requireMatch, toEtag } from './context.ts'
import { DomainError } from './errors.ts'

// requireMatch reads nothing else of it.
const withIfMatch = (ifMatch: string | undefined) => ({ ifMatch }) as Context

describe('If-Match', () => {
  it('is a quoted revision', () => {
    expect(toEtag(7)).toBe('"7"')
  })

  it.each([undefined, '"7"', '*', '"6", "7"', '"6","7"', ' "7" ', 'W/"7"', '"other", W/"7"'])(
    'lets revision 7 pass with %j',
    (header) => {
      expect(() => requireMatch(withIfMatch(header), 7)).not.toThrow()
    },
  )

  it.each(['', '7', '"8"', '"07"', '"7', "'7'", '"77"', '"6", "8"', '"7"x', 'W/', '""', '"*"', '\u{1F642}'])(
    'refuses revision 7 with %j',
    (header) => {
      expect(() => requireMatch(withIfMatch(header), 7)).toThrow(
        expect.objectContaining({ constructor: DomainError, code: 'stale', status: 412 }),
      )
    },
  )
})
