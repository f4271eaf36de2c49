import { addDays } from '#contract/calendar.ts'
import { toCsv } from '#src/lib/csv.ts'
import type { UsagePart } from './comparison.ts'
import { begun, periodOf, type UsageTable } from './usage-series.ts'
import type { Earlier } from './usage-view.ts'

/**
 * The table as it is on the page, oldest first, with days as `YYYY-MM-DD` in UTC and plain numbers.
 * @param earlier what the rows are compared with, where they are
 */
export function usageCsv({ series, rows, total }: UsageTable, earlier: Earlier | undefined): string {
  const totals = (value: number) => (series.length > 1 ? [value] : [])
  const before = (part: UsagePart | undefined) => (earlier ? [part?.start, part?.value] : [])
  const shown = begun(rows)
  return toCsv(
    [
      'Start (UTC)',
      'End (UTC, exclusive)',
      ...series.map((item) => item.label),
      ...(series.length > 1 ? ['Total'] : []),
      ...(earlier ? ['Period before, start (UTC)', 'Period before'] : []),
    ],
    [
      ...shown.map((row, index) => [
        row.start,
        row.end,
        ...series.map((item) => row.values[item.key] ?? 0),
        ...totals(row.total),
        ...before(earlier?.parts[index]),
      ]),
      [
        'Total',
        '',
        ...series.map((item) => item.total),
        ...totals(total),
        ...(earlier ? ['', earlier.change?.earlier] : []),
      ],
    ],
  )
}

/** `acme-usage-credits-2026-03-01-to-2026-03-03`, with the project where it is of one. */
export function usageFileName(organization: string, project: string, { metric, rows }: UsageTable): string {
  const period = periodOf(begun(rows))
  const range = period ? `-${period.start}-to-${addDays(period.end, -1)}` : ''
  return [organization, ...(project === '' ? [] : [project]), 'usage', metric].join('-') + range
}
