import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import {
  day,
  email,
  labels,
  line,
  paragraph,
  parseDay,
  parseTimestamp,
  pathName,
  requiredLine,
  slug,
  timestampText,
} from './common.ts'
import { corsOrigin } from './service-users.ts'

const accepts = (schema: z.ZodMiniType, value: unknown) => z.safeParse(schema, value).success
const readable = (text: string) => JSON.stringify(text)
const named = (texts: string[]) => texts.map((text) => [readable(text), text] as const)

const INVISIBLE = named([
  '\u0000',
  '\u001B',
  '\u007F',
  '\u0085',
  '\u00AD',
  '\u034F',
  '\u061C',
  '\u115F',
  '\u180E',
  '\u200B',
  '\u200D',
  '\u200E',
  '\u2028',
  '\u202E',
  '\u2060',
  '\u2066',
  '\u3164',
  '\uFEFF',
  '\uFFA0',
  '\uFFF9',
  '\u{E0041}',
  '\uD800',
  '\uDFFF',
])

describe('parseDay', () => {
  it.each(['1970-01-01', '2024-02-29', '2000-02-29', '2026-12-31', '9999-12-31'])('takes %s', (text) => {
    expect(parseDay(text)).toBe(text)
    expect(accepts(day, text)).toBe(true)
  })

  it.each(
    named([
      '2026-02-30',
      '2023-02-29',
      '2100-02-29',
      '2026-04-31',
      '2026-13-01',
      '2026-00-10',
      '2026-01-00',
      '1969-12-31',
      '0000-01-01',
      '10000-01-01',
      '+010000-01-01',
      '-2026-01-01',
      '2026-1-1',
      '20260101',
      '01-01-2026',
      '2026/01/01',
      '2026-01-01T00:00:00Z',
      ' 2026-01-01',
      '2026-01-01\n',
      '２０２６-01-01',
      'infinity',
      '-infinity',
      'now',
      'today',
      'epoch',
      'NaN',
      '',
    ]),
  )('refuses %s', (_name, text) => {
    expect(parseDay(text)).toBeUndefined()
    expect(accepts(day, text)).toBe(false)
  })

  it.each([20260101, null, true, {}, [], new Date(0)])('refuses %s, which is no text', (value) => {
    expect(accepts(day, value)).toBe(false)
    expect(accepts(timestampText, value)).toBe(false)
  })
})

describe('parseTimestamp', () => {
  it.each([
    // The ways in which public clients send a date.
    ['2030-01-01', '2030-01-01T00:00:00.000Z'],
    ['2030-01-01T00:00:00', '2030-01-01T00:00:00.000Z'],
    ['2030-01-01T00:00:00Z', '2030-01-01T00:00:00.000Z'],
    ['2030-01-01T00:00:00+02:00', '2029-12-31T22:00:00.000Z'],
    ['2020-03-24T09:16:27.504+00:00', '2020-03-24T09:16:27.504Z'],
    ['2020-03-25T15:43:46.101877Z', '2020-03-25T15:43:46.101Z'],
    ['2030-01-01 10:20:30', '2030-01-01T10:20:30.000Z'],
    ['2030-01-01T10:20', '2030-01-01T10:20:00.000Z'],
    ['2030-01-01T10:20:30,5Z', '2030-01-01T10:20:30.500Z'],
    ['2030-01-01T10:20:30.123456789Z', '2030-01-01T10:20:30.123Z'],
    ['2030-01-01T10:20:30-0530', '2030-01-01T15:50:30.000Z'],
    ['2030-01-01T10:20:30+02', '2030-01-01T08:20:30.000Z'],
    ['2030-01-01T10:20:30-00:00', '2030-01-01T10:20:30.000Z'],
    ['2030-01-01 10:20:30 +02:00', '2030-01-01T08:20:30.000Z'],
    ['2030-01-01t10:20:30z', '2030-01-01T10:20:30.000Z'],
    ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('reads %s as %s', (text, instant) => {
    expect(parseTimestamp(text)?.toISOString()).toBe(instant)
    expect(accepts(timestampText, text)).toBe(true)
  })

  it.each(
    named([
      '2026-02-30T00:00:00Z',
      '2026-02-29T00:00:00Z',
      '2016-12-31T23:59:60Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01T12:60:00Z',
      '2026-01-01T12:00:61Z',
      '2026-01-01T12Z',
      '2026-01-01Z',
      '2026-01-01T',
      '2026-01-01T12:00:00.Z',
      '2026-01-01T12:00:00.1234567890Z',
      '2026-01-01T12:00:00+24:00',
      '2026-01-01T12:00:00+05:60',
      '2026-01-01T12:00:00-99:99',
      '2026-01-01T12:00:00+2',
      '2026-01-01T12:00:00 UTC',
      '2026-01-01T12:00:00 Europe/Amsterdam',
      '2026-W01-1',
      '1969-12-31T23:59:59Z',
      '1970-01-01T00:00:00+01:00',
      '9999-12-31T23:59:59-01:00',
      '+010000-01-01T00:00:00Z',
      '1767225600',
      '1767225600000',
      'infinity',
      '-infinity',
      'now()',
      'tomorrow',
      'Thu, 01 Jan 2026 00:00:00 GMT',
      '2026-01-01T12:00:00Z\n',
      '2026-01-01T12:00:00Z\u0000',
      '٢٠٢٦-01-01',
      '',
    ]),
  )('refuses %s', (_name, text) => {
    expect(parseTimestamp(text)).toBeUndefined()
    expect(accepts(timestampText, text)).toBe(false)
  })

  it('reads back every instant that it can name, and the same one with any offset', () => {
    const instants = fc.date({ min: new Date(0), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true })
    fc.assert(
      fc.property(instants, fc.integer({ min: -840, max: 840 }), (instant, minutes) => {
        expect(parseTimestamp(instant.toISOString())).toEqual(instant)

        const local = new Date(instant.getTime() + minutes * 60_000)
        fc.pre(local.getTime() >= 0)
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
        const offset = `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
        expect(parseTimestamp(local.toISOString().replace('Z', offset))).toEqual(instant)
      }),
    )
  })

  it('gives an instant between 1970 and 9999 or nothing, whatever the text', () => {
    const dateLike = fc
      .tuple(fc.nat(99999), fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99), fc.constantFrom('', 'Z', '+99'))
      .map(([y, mo, d, h, mi, s, zone]) => {
        const two = (part: number) => String(part).padStart(2, '0')
        return `${String(y).padStart(4, '0')}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}:${two(s)}${zone}`
      })
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), dateLike), (text) => {
        const time = parseTimestamp(text)?.getTime()
        expect(time === undefined || (time >= 0 && time < Date.UTC(10_000, 0))).toBe(true)
      }),
    )
  })
})

describe('a line of text', () => {
  it('is trimmed', () => {
    expect(z.parse(line('Name', 10), '  Ada  ')).toBe('Ada')
  })

  it.each(['', 'Ada', 'Zoë Žižek', '山田太郎', 'محمد', 'a\u0301', '🙂', '<b>&amp;</b>', "'; drop table accounts --"])(
    'may be %j',
    (text) => {
      expect(accepts(line('Name', 64), text)).toBe(true)
    },
  )

  it.each(INVISIBLE)('refuses %s', (_name, character) => {
    expect(accepts(line('Name', 64), `a${character}b`)).toBe(false)
  })

  it.each(['a\nb', 'a\tb', 'a\r\nb'])('refuses %j', (text) => {
    expect(accepts(line('Name', 64), text)).toBe(false)
  })

  it('is at most as long as it may be, after trimming', () => {
    expect(accepts(line('Name', 3), ' abc ')).toBe(true)
    expect(accepts(line('Name', 3), 'abcd')).toBe(false)
  })

  it('is not blank where it is required', () => {
    expect(accepts(requiredLine('Name', 64), ' \u00A0\u3000 ')).toBe(false)
    expect(accepts(requiredLine('Name', 64), 'a')).toBe(true)
  })

  it.each([1, null, undefined, true, ['a'], { toString: 'a' }])('is not %s', (value) => {
    expect(accepts(line('Name', 64), value)).toBe(false)
  })
})

describe('a paragraph', () => {
  it('may have several lines', () => {
    expect(accepts(paragraph('Description', 64), 'one\ntwo\r\n\tthree')).toBe(true)
  })

  it.each(INVISIBLE)('refuses %s', (_name, character) => {
    expect(accepts(paragraph('Description', 64), `a${character}b`)).toBe(false)
  })
})

describe('a slug', () => {
  it.each(['a', 'test-organization', 'a1', 'a-', 'a--b', 'a'.repeat(64)])('may be %s', (name) => {
    expect(z.parse(slug, name)).toBe(name)
  })

  it.each(
    named([
      '',
      'A',
      'Test',
      '1a',
      '-a',
      'a_b',
      'a.b',
      'a b',
      ' a',
      'a\n',
      'a/b',
      '..',
      'é',
      'а', // Cyrillic
      'a\u200B',
      'a\u0000',
      'a'.repeat(65),
      '__proto__',
    ]),
  )('refuses %s', (_name, text) => {
    expect(accepts(slug, text)).toBe(false)
  })

  it('holds exactly what the rule says', () => {
    const almost = fc.string({ unit: fc.constantFrom('a', 'z', 'A', '0', '9', '-', '_', '.', 'ß', ' '), maxLength: 70 })
    fc.assert(
      fc.property(almost, (text) => {
        const isSlug = text.length <= 64 && /^[a-z]$/.test(text.charAt(0)) && !/[^a-z0-9-]/.test(text)
        expect(accepts(slug, text)).toBe(isSlug)
      }),
    )
  })
})

describe('a name in a path', () => {
  it('is anything of 1 to 64 characters, for what no rule allows is simply not found', () => {
    expect(accepts(pathName, 'No Such Name!')).toBe(true)
    expect(accepts(pathName, '')).toBe(false)
    expect(accepts(pathName, 'a'.repeat(65))).toBe(false)
  })
})

describe('an e-mail address', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['  ada@example.com ', 'ada@example.com'],
    ['Ada.Lovelace+steward@Example.COM', 'Ada.Lovelace+steward@Example.COM'],
    ["o'neil@example.co.uk", "o'neil@example.co.uk"],
    ['ada@xn--mnchen-3ya.de', 'ada@xn--mnchen-3ya.de'],
  ])('reads %j as %s', (text, address) => {
    expect(z.parse(email, text)).toBe(address)
  })

  it.each(
    named([
      '',
      'ada',
      'ada@',
      '@example.com',
      'ada@localhost',
      'ada@@example.com',
      'ada@example..com',
      'a..da@example.com',
      '.ada@example.com',
      'ada@-example.com',
      'ada lovelace@example.com',
      'ada@example.com, bob@example.com',
      'Ada <ada@example.com>',
      '"ada"@example.com',
      'ada@[127.0.0.1]',
      'ädä@example.com',
      'ada@exämple.com',
      'ada@example.com\nbcc: bob@example.com',
      'a\u200Bda@example.com',
      'ada@example.com\u0000',
      `${'a'.repeat(250)}@example.com`,
    ]),
  )('refuses %s', (_name, text) => {
    expect(accepts(email, text)).toBe(false)
  })
})

describe('labels', () => {
  it('map text to text', () => {
    expect(accepts(labels, { type: 'deployment', note: '' })).toBe(true)
  })

  it.each([[{ type: 1 }], [{ '': 'a' }], [{ 'a\u200B': 'b' }], [{ a: 'b\u0000' }], ['text'], [['a']], [null]])(
    'are not %j',
    (value) => {
      expect(accepts(labels, value)).toBe(false)
    },
  )
})

describe('a web origin', () => {
  it.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['http://localhost:8080', 'http://localhost:8080'],
    [' HTTPS://App.Example.COM ', 'https://app.example.com'],
    ['https://xn--mnchen-3ya.de', 'https://xn--mnchen-3ya.de'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('reads %j as %s', (text, origin) => {
    expect(z.parse(corsOrigin, text)).toBe(origin)
  })

  it.each(
    named([
      '',
      '*',
      'null',
      'app.example.com',
      'https://',
      'https://*.example.com',
      'https://app.example.com/',
      'https://app.example.com/path',
      'https://app.example.com?query',
      'https://app.example.com#fragment',
      'https://user:password@app.example.com',
      'https://app.example.com:443',
      'http://app.example.com:80',
      'https://app.example.com:0',
      'https://app.example.com:0443',
      'https://app.example.com:65536',
      'https://app.example.com.',
      'https://app..example.com',
      'https://-app.example.com',
      'https://app_1.example.com',
      'https://münchen.de',
      'http://127.1',
      'http://0x7f.1',
      'http://[0:0:0:0:0:0:0:1]',
      'ftp://app.example.com',
      'file://',
      'javascript://app.example.com',
      'chrome-extension://abcdef',
      'https://app.example.com https://other.example.com',
      'https://app.\u200Bexample.com',
      `https://${'a'.repeat(64)}.com`,
      `https://${'a.'.repeat(130)}com`,
    ]),
  )('refuses %s', (_name, text) => {
    expect(accepts(corsOrigin, text)).toBe(false)
  })

  it('is what a browser would send for any web address', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (address) => {
        const { origin } = new URL(address)
        fc.pre(!origin.endsWith('.') && origin.length <= 256)
        expect(z.parse(corsOrigin, origin)).toBe(origin)
      }),
    )
  })
})
