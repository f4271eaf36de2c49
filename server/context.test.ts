import { describe, expect, it } from 'vitest'
import { type Context, requireMatch, toEtag } from './context.ts'
import { DomainError } from './errors.ts'

// requireMatch reads nothing else of it.
const withIfMatch = (ifMatch: string | undefined) => ({ ifMatch }) as Context
const state = { id: '019cd7a0-0000-7000-8000-000000000001', revision: 7 }
const tag = toEtag(state)
const before = toEtag({ ...state, revision: 6 })
const other = toEtag({ ...state, id: '019cd7a0-0000-7000-8000-000000000002' })

describe('an ETag', () => {
  it('is short, and tells neither which row it is nor how often that was changed', () => {
    expect(tag).toMatch(/^"[\w-]{16}"$/)
    expect(tag).not.toContain('019cd7a0')
  })

  it('is the id of what never changes', () => {
    expect(toEtag({ ...state, revision: null })).toBe(`"${state.id}"`)
  })

  it('is the same for the same state, and another one for another revision or row', () => {
    expect(toEtag({ ...state })).toBe(tag)
    expect(new Set([tag, before, other]).size).toBe(3)
  })
})

describe('If-Match', () => {
  it.each([undefined, tag, '*', `${before}, ${tag}`, `${before},${tag}`, ` ${tag} `, `W/${tag}`, `"other", W/${tag}`])(
    'lets the state pass with %j',
    (header) => {
      expect(() => requireMatch(withIfMatch(header), state)).not.toThrow()
    },
  )

  it.each([
    '',
    '7',
    '"7"',
    before,
    other,
    tag.slice(1, -1),
    tag.slice(0, -1),
    tag.replaceAll('"', "'"),
    `${before}, ${other}`,
    `${tag}x`,
    'W/',
    '""',
    '"*"',
    '\u{1F642}',
  ])('refuses the state with %j', (header) => {
    expect(() => requireMatch(withIfMatch(header), state)).toThrow(
      expect.objectContaining({ constructor: DomainError, code: 'stale', status: 412 }),
    )
  })
})
