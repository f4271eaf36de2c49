import { expect, it } from 'vitest'
import { partLabel, rangeLabel } from './usage-labels.ts'

it.each([
  ['a day', '2026-03-04', '2026-03-05', '4 Mar 2026', '4 Mar 2026'],
  ['a month', '2026-09-01', '2026-10-01', '1 to 30 Sept 2026', 'Sept 2026'],
  ['a part of a month', '2026-09-01', '2026-09-27', '1 to 26 Sept 2026', '1 to 26 Sept 2026'],
  ['days of two months', '2026-03-13', '2026-04-13', '13 Mar 2026 to 12 Apr 2026', '13 Mar 2026 to 12 Apr 2026'],
  [
    'the same month of two years',
    '2025-03-13',
    '2026-03-13',
    '13 Mar 2025 to 12 Mar 2026',
    '13 Mar 2025 to 12 Mar 2026',
  ],
])('%s has a name as a range and as a part of one', (_, start, end, asRange, asPart) => {
  expect(rangeLabel({ start, end })).toBe(asRange)
  expect(partLabel({ start, end })).toBe(asPart)
})
