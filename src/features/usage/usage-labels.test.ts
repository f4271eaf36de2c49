import { expect, it } from 'vitest'
import { partLabel, rangeLabel, rowLabel } from './usage-labels.ts'

it.each([
  ['a day', '2026-03-04', '2026-03-05', '4 Mar 2026', '4 Mar 2026', '4 Mar 2026'],
  ['a month', '2026-03-01', '2026-04-01', '1 Mar 2026 to 31 Mar 2026', 'Mar 2026', 'Mar 2026'],
  [
    'a part of a month',
    '2026-03-01',
    '2026-03-27',
    '1 Mar 2026 to 26 Mar 2026',
    '1 Mar 2026 to 26 Mar 2026',
    '1 – 26 Mar 2026',
  ],
  [
    'days of two years',
    '2025-12-13',
    '2026-01-13',
    '13 Dec 2025 to 12 Jan 2026',
    '13 Dec 2025 to 12 Jan 2026',
    '13 Dec 2025 – 12 Jan 2026',
  ],
])('%s has a name for sentences, for a part of a range, and for a row', (_, start, end, ...names) => {
  const range = { start, end }

  // The space beside the dash is a thin one.
  expect([rangeLabel(range), partLabel(range), rowLabel(range).replaceAll('\u2009', ' ')]).toEqual(names)
})
