import { describe, expect, test } from 'vitest'
import { toCsv } from './csv.ts'

const cell = (value: Parameters<typeof toCsv>[1][number][number]) => toCsv(['h'], [[value]]).slice('h\r\n'.length, -2)

describe('CSV', () => {
  test('has a header and CRLF lines', () => {
    expect(
      toCsv(
        ['name', 'count'],
        [
          ['a', 1],
          ['b', undefined],
        ],
      ),
    ).toBe('name,count\r\na,1\r\nb,\r\n')
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '\n-2'])(
    'keeps a spreadsheet from running %j',
    (text) => {
      expect(cell(text).replace(/^"/, '')).toMatch(/^'/)
    },
  )

  test('leaves numbers and dates as they are', () => {
    expect(cell(-12.5)).toBe('-12.5')
    expect(cell(new Date('2026-01-02T03:04:05Z'))).toBe('2026-01-02T03:04:05.000Z')
  })

  test('quotes commas, quotes and line breaks', () => {
    expect(cell('a,b')).toBe('"a,b"')
    expect(cell('say "x"')).toBe('"say ""x"""')
    expect(cell('a\nb')).toBe('"a\nb"')
    expect(cell('=HYPERLINK("x","y")')).toBe('"\'=HYPERLINK(""x"",""y"")"')
  })
})
