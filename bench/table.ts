export interface Measure {
  what: string
  unit: 'ms' | 'kB' | '%'
  /** Samples of what is judged. */
  subject: readonly number[]
  /** Samples of what it is held against, taken in turns with the others. */
  baseline: readonly number[]
  /** What it may be at most. */
  limit?: Limit
}

/** Of the ratio of the medians, or of the subject's median in its own unit. */
export type Limit = { ratio: number } | { median: number }

/** Measures of one comparison: `Members: 1,000 rows against 14`. */
export interface Group {
  title: string
  measures: readonly Measure[]
}

const columns = ['median', 'p95', 'median', 'p95', 'median', 'p95', 'limit']

/** One table of all groups: medians and 95th percentiles of both sides, their ratios, and the limits they must keep. */
export function formatTable(groups: readonly Group[]): string {
  const rows = groups.flatMap(({ title, measures }) => [[title], ...measures.map(cellsOf)])
  const header = [
    ['', 'subject', '', 'baseline', '', 'ratio', '', ''],
    ['', ...columns],
  ]
  const widths = Array.from({ length: columns.length + 1 }, (_, column) =>
    Math.max(...[...header, ...rows].map((row) => row[column]?.length ?? 0)),
  )
  const lines = [...header, ...rows].map(([first = '', ...rest]) =>
    [first.padEnd(widths[0] ?? 0), ...rest.map((cell, index) => cell.padStart(widths[index + 1] ?? 0))]
      .join('  ')
      .trimEnd(),
  )
  return lines.join('\n')
}

/** The measures over their limits, and those with a limit that were not taken: `Role comparison: key to paint`. */
export function missesOf(groups: readonly Group[]): string[] {
  return groups.flatMap(({ title, measures }) => measures.filter(isMissed).map(({ what }) => `${title}: ${what}`))
}

function isMissed({ subject, baseline, limit }: Measure): boolean {
  if (limit === undefined) return false
  const median = quantile(subject, 0.5)
  if (subject.length === 0) return true
  // Negated, so that no baseline is a miss as well.
  return 'ratio' in limit ? !(median / quantile(baseline, 0.5) <= limit.ratio) : median > limit.median
}

function cellsOf(measure: Measure): string[] {
  const { what, unit, subject, baseline, limit } = measure
  const shares = [0.5, 0.95]
  const [left, right] = [subject, baseline].map((samples) => shares.map((share) => quantile(samples, share)))
  return [
    `  ${what}`,
    ...[...(left ?? []), ...(right ?? [])].map((value) => format(value, unit)),
    ...shares.map((_, index) => formatRatio(left?.[index] ?? 0, right?.[index] ?? 0)),
    limit === undefined ? '' : `${isMissed(measure) ? 'MISSED ' : ''}≤ ${formatLimit(limit, unit)}`,
  ]
}

function formatLimit(limit: Limit, unit: Measure['unit']): string {
  return 'ratio' in limit ? limit.ratio.toFixed(2) : `${limit.median} ${unit}`
}

function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0
}

function format(value: number, unit: Measure['unit']): string {
  // No time is 0 but that of a task that did not happen.
  if (value === 0) return unit === 'ms' ? 'none' : `0 ${unit}`
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`
}

function formatRatio(subject: number, baseline: number): string {
  return baseline === 0 ? '–' : (subject / baseline).toFixed(2)
}
