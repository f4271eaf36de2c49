export interface Measure {
  what: string
  unit: 'ms' | 'kB' | '%'
  /** Samples of what is judged. */
  subject: readonly number[]
  /** Samples of what it is held against, taken in turns with the others. */
  baseline: readonly number[]
}

/** Measures of one comparison: `Members: 1,000 rows against 14`. */
export interface Group {
  title: string
  measures: readonly Measure[]
}

const columns = ['median', 'p95', 'median', 'p95', 'median', 'p95']

/** One table of all groups: medians and 95th percentiles of both sides, and their ratios. */
export function formatTable(groups: readonly Group[]): string {
  const rows = groups.flatMap(({ title, measures }) => [[title], ...measures.map(cellsOf)])
  const header = [
    ['', 'subject', '', 'baseline', '', 'ratio', ''],
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

function cellsOf({ what, unit, subject, baseline }: Measure): string[] {
  const shares = [0.5, 0.95]
  const [left, right] = [subject, baseline].map((samples) => shares.map((share) => quantile(samples, share)))
  return [
    `  ${what}`,
    ...[...(left ?? []), ...(right ?? [])].map((value) => format(value, unit)),
    ...shares.map((_, index) => formatRatio(left?.[index] ?? 0, right?.[index] ?? 0)),
  ]
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
