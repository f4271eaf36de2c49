import { addDays } from '#contract/calendar.ts'
import { toCsv } from '#src/lib/csv.ts'
import type { UsagePart } from './comparison.ts'
import type { UsageAddress, UsageSplit } from './usage-range.ts'
import { begun, labelOf, objectTypeLabels, periodOf, type UsageTable } from './usage-series.ts'
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

const splitNames: Readonly<Record<UsageSplit, readonly string[]>> = {
  type: [],
  project: ['by-project'],
  object: ['by-version'],
}

/**
 * `acme-usage-credits-2026-03-01-to-2026-03-03`; with the project, object type and split where there are any,
 * `acme-vision-usage-credits-deployments-by-version-…`.
 */
export function usageFileName(
  organization: string,
  address: Pick<UsageAddress, 'project' | 'type' | 'split'>,
  { metric, rows }: UsageTable,
): string {
  const { project, type, split } = address
  const period = periodOf(begun(rows))
  return [
    organization,
    ...(project === '' ? [] : [project]),
    'usage',
    metric,
    ...(type === '' ? [] : [labelOf(objectTypeLabels, type).toLowerCase()]),
    ...splitNames[split],
    ...(period ? [period.start, 'to', addDays(period.end, -1)] : []),
  ].join('-')
}
