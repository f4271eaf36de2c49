import type { DayRange } from '#contract/calendar.ts'
import type { Usage, UsagePoint } from '#contract/usage.ts'
import type { UsageByObject, UsageByProject } from '#contract/usage-breakdown.ts'
import { sum } from './sum.ts'

export const metricLabels: Readonly<Record<string, string>> = {
  credits: 'Credits',
  input_volume: 'Input volume',
  output_volume: 'Output volume',
}

export const objectTypeLabels: Readonly<Record<string, string>> = {
  deployment_version: 'Deployments',
  pipeline_version: 'Pipelines',
}

/** Of one object, beside its name. */
const objectLabels: Readonly<Record<string, string>> = {
  deployment_version: 'deployment',
  pipeline_version: 'pipeline',
}

/** A metric or object type of another server is shown by its own name. */
export const labelOf = (labels: Readonly<Record<string, string>>, name: string) =>
  labels[name] ?? name.replaceAll('_', ' ')

/** The key of what is left beside the largest projects or versions; no name has an asterisk. */
const OTHERS = '*'

/** Which colour of the palette: an object type keeps its own, also when it stands alone. */
export type SeriesColor = 'others' | '1' | '2' | '3' | '4'
const colors: readonly SeriesColor[] = ['1', '2', '3', '4']
export const MOST_NAMED = colors.length

export interface Series {
  /** The object type, the name of a project, or the object type and name of a version; series of one page share the metric. */
  key: string
  label: string
  color: SeriesColor
  total: number
}

/** Values by day or month, of one series or several; the parts of the range are those of all of them. */
export interface SeriesInParts {
  parts: readonly Omit<UsagePoint, 'value'>[]
  series: readonly (Pick<Series, 'key' | 'label' | 'color'> & { values: readonly number[] })[]
}

export interface UsageRow {
  /** First day of the day or month, and the first day after it. */
  start: string
  end: string
  /** Still running: its value will grow. */
  isRunning: boolean
  /** Not begun yet: a period is drawn to its end, but there is nothing to say of these days. */
  isAhead: boolean
  values: Readonly<Record<string, number>>
  total: number
}

export interface UsageTable {
  metric: string
  series: readonly Series[]
  rows: readonly UsageRow[]
  total: number
}

export const pairOf = ({ object_type, metric }: Pick<Usage, 'object_type' | 'metric'>) => `${object_type} ${metric}`

/** What of an answer is of the metric and, unless empty, the object type. */
export const ofMetric = <U extends Usage>(usage: readonly U[], metric: string, objectType: string) =>
  usage.filter((item) => item.metric === metric && (objectType === '' || item.object_type === objectType))

/** One series for each object type that has the metric and, unless all are wanted, is the given one. */
export const byObjectType = (usage: readonly Usage[], metric: string, objectType: string): SeriesInParts => ({
  parts: usage[0]?.usage ?? [],
  series: ofMetric(usage, metric, objectType).map(({ object_type, usage: points }) => ({
    key: object_type,
    label: labelOf(objectTypeLabels, object_type),
    color: object_type === 'pipeline_version' ? '2' : '1',
    values: points.map(({ value }) => value),
  })),
})

/** All parts as one: a subscription period is one month, on whatever day it starts. */
export function inOnePart({ parts, series }: SeriesInParts): SeriesInParts {
  const [first, last] = [parts[0], parts.at(-1)]
  if (!first || !last) return { parts, series }
  return {
    parts: [{ start_date: first.start_date, end_date: last.end_date }],
    series: series.map((one) => ({ ...one, values: [sum(one.values)] })),
  }
}

interface SeriesName {
  key: string
  label: string
  /** Said beside the label where another series has the same one. */
  kind?: string
}

/** One series for each project, in the order in which they come first: its object types are added up. */
export const byProject = ({ parts, series }: UsageByProject): SeriesInParts =>
  byName(parts, series, ({ project }) => (project === null ? undefined : { key: project, label: project }))

/** One series for each version. A deployment and a pipeline may have the same name, and are not the same. */
export const byVersion = ({ parts, series }: UsageByObject): SeriesInParts =>
  byName(parts, series, ({ object_type, object, version }) =>
    object === null
      ? undefined
      : {
          key: `${object_type}/${object}/${version}`,
          label: `${object}/${version}`,
          kind: labelOf(objectLabels, object_type),
        },
  )

/** Adds up what has the same key; what has no name is left for all others. */
function byName<S extends { values: readonly number[] }>(
  parts: SeriesInParts['parts'],
  series: readonly S[],
  nameOf: (one: S) => SeriesName | undefined,
): SeriesInParts {
  const named = new Map<string, { name: SeriesName; values: (readonly number[])[] }>()
  for (const one of series) {
    const name = nameOf(one) ?? { key: OTHERS, label: 'All others' }
    const known = named.get(name.key) ?? { name, values: [] }
    named.set(name.key, known)
    known.values.push(one.values)
  }
  const labels = [...named.values()].map(({ name }) => name.label)
  const isTaken = (label: string) => labels.indexOf(label) !== labels.lastIndexOf(label)
  return {
    parts,
    series: [...named.values()].map(({ name: { key, label, kind }, values }, position) => ({
      key,
      label: kind !== undefined && isTaken(label) ? `${label} (${kind})` : label,
      color: (key === OTHERS ? undefined : colors[position]) ?? 'others',
      values:
        values.length === 1 ? (values[0] ?? []) : parts.map((_, index) => sum(values.map((one) => one[index] ?? 0))),
    })),
  }
}

/**
 * One metric as rows by time and columns by series: the numbers that the chart, the table and the export share.
 * @param today decides which row is still running and which are ahead
 */
export function toUsageTable({ parts, series: given }: SeriesInParts, metric: string, today: string): UsageTable {
  const rows = parts.map(({ start_date, end_date }, index): UsageRow => {
    const values: Record<string, number> = {}
    for (const item of given) values[item.key] = item.values[index] ?? 0
    const [start, end] = [start_date.slice(0, 10), end_date.slice(0, 10)]
    return {
      start,
      end,
      isRunning: start <= today && today < end,
      isAhead: today < start,
      values,
      total: given.length === 1 ? (given[0]?.values[index] ?? 0) : sum(given.map((item) => item.values[index] ?? 0)),
    }
  })
  const series = given.map(({ key, label, color, values }) => ({ key, label, color, total: sum(values) }))
  return { metric, series, rows, total: sum(series.map((item) => item.total)) }
}

/**
 * The table without the series that are switched off. One always stays, so where all of this table are off, as in an
 * address for another object type, all are on.
 */
export function withoutSeries(table: UsageTable, hidden: ReadonlySet<string>): UsageTable {
  const series = table.series.filter(({ key }) => !hidden.has(key))
  if (series.length === 0 || series.length === table.series.length) return table
  const rows = table.rows.map((row) => ({ ...row, total: sum(series.map(({ key }) => row.values[key] ?? 0)) }))
  return { ...table, series, rows, total: sum(series.map((item) => item.total)) }
}

/** The days of all rows; undefined where there are none. */
export function periodOf(rows: readonly UsageRow[]): DayRange | undefined {
  const [first, last] = [rows[0], rows.at(-1)]
  return first && last && { start: first.start, end: last.end }
}

/** What there is something to say of. */
export const begun = (rows: readonly UsageRow[]) => rows.filter((row) => !row.isAhead)

/** The sum of every pair of object type and metric. */
export function totalsOf(usage: readonly Usage[]) {
  return usage.map(({ object_type, metric, usage: points }) => ({
    objectType: object_type,
    metric,
    total: sum(points.map((point) => point.value)),
  }))
}
