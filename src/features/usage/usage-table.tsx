import { memo, useMemo, useState } from 'react'
import type { UsageInterval } from '#contract/usage.ts'
import { indexesInPage, useRowWindow } from '#src/components/data-table/row-window.ts'
import { StateBadge } from '#src/components/state-badge.tsx'
import { useIsPrinting } from '#src/components/use-is-printing.ts'
import { columnFormat } from '#src/lib/numbers.ts'
import { type ComparedRanges, formatChange, type UsagePart } from './comparison.ts'
import classes from './usage.module.css'
import { partLabel, rangeLabel } from './usage-labels.ts'
import { begun, type Series, type UsageRow, type UsageTable } from './usage-series.ts'
import type { Earlier } from './usage-view.ts'

/** Of more rows only those in sight are in the page. */
const VIRTUAL_FROM = 100

interface UsageTableViewProps {
  table: UsageTable
  interval: UsageInterval
  /** What the rows are compared with, where they are. */
  earlier: Earlier | undefined
  /** Which days the change of all rows is told of. */
  compared: ComparedRanges | undefined
}

/** The numbers of the chart, newest first, with their sums on top. */
export const UsageTableView = memo(function UsageTableView({
  table,
  interval,
  earlier,
  compared,
}: UsageTableViewProps) {
  const { series, total } = table
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const rows = useMemo(() => begun(table.rows), [table.rows])
  const count = rows.length
  const isPrinting = useIsPrinting()
  const isVirtual = count >= VIRTUAL_FROM && !isPrinting
  const inSight = useRowWindow(isVirtual ? scroller : null, count)
  const { start, end } = isVirtual ? inSight : { start: 0, end: count }
  const shown = indexesInPage({ start, end }, start, count)
  const hasTotal = series.length > 1
  const format = useMemo(() => columnFormat(numbersOf(rows, earlier)), [rows, earlier])
  return (
    // A focusable region, so that the keyboard can scroll it.
    <div
      ref={setScroller}
      className={classes.tableFrame}
      tabIndex={0}
      role="region"
      aria-label={`Usage by ${interval}, table`}
    >
      <table className={classes.table} aria-rowcount={count + 2}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{interval === 'day' ? 'Day (UTC)' : 'Month (UTC)'}</th>
            {series.map(({ key, label }) => (
              <th key={key} scope="col" className={classes.number}>
                {label}
              </th>
            ))}
            {hasTotal && (
              <th scope="col" className={classes.number}>
                Total
              </th>
            )}
            {earlier && (
              <>
                <th scope="col" className={classes.number}>
                  Period before
                </th>
                <th scope="col" className={classes.number}>
                  Change
                </th>
              </>
            )}
          </tr>
          <tr className={classes.sum} aria-rowindex={2}>
            <th scope="row">All</th>
            {series.map(({ key, total: value }) => (
              <td key={key} className={classes.number}>
                {format(value)}
              </td>
            ))}
            {hasTotal && <td className={classes.number}>{format(total)}</td>}
            {earlier && (
              <>
                <td className={classes.number} title={compared && rangeLabel(compared.earlier)}>
                  {earlier.change && format(earlier.change.earlier)}
                </td>
                <td className={classes.number} title={compared && `Of ${rangeLabel(compared.current)}`}>
                  {earlier.change && formatChange(earlier.change.current, earlier.change.earlier)}
                </td>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {start > 0 && <Spacer rows={start} />}
          {shown.map((index) => {
            const position = count - 1 - index
            const row = rows[position]
            return (
              row && (
                <Row
                  key={row.start}
                  index={index}
                  row={row}
                  series={series}
                  format={format}
                  isCompared={earlier !== undefined}
                  earlier={earlier?.parts[position]}
                />
              )
            )
          })}
          {end < count && <Spacer rows={count - end} />}
        </tbody>
      </table>
    </div>
  )
})

function* numbersOf(rows: readonly UsageRow[], earlier: Earlier | undefined) {
  for (const { values } of rows) yield* Object.values(values)
  for (const part of earlier?.parts ?? []) if (part) yield part.value
}

/** Takes the room of rows that are not in the page. */
function Spacer({ rows }: { rows: number }) {
  return <tr aria-hidden style={{ height: `calc(${rows} * var(--row))` }} />
}

interface RowProps {
  index: number
  row: UsageRow
  series: readonly Series[]
  format: (value: number) => string
  isCompared: boolean
  earlier: UsagePart | undefined
}

const Row = memo(function Row({ index, row, series, format, isCompared, earlier }: RowProps) {
  return (
    <tr data-index={index} aria-rowindex={index + 3}>
      <th scope="row">
        <span className={classes.when}>
          {partLabel(row)} {row.isRunning && <StateBadge tone="info">Running</StateBadge>}
        </span>
      </th>
      {series.map(({ key }) => (
        <td key={key} className={classes.number}>
          {format(row.values[key] ?? 0)}
        </td>
      ))}
      {series.length > 1 && <td className={classes.number}>{format(row.total)}</td>}
      {isCompared && (
        <>
          <td className={classes.number} title={earlier && rangeLabel(earlier)}>
            {earlier && format(earlier.value)}
          </td>
          <td className={classes.number}>{earlier && !row.isRunning && formatChange(row.total, earlier.value)}</td>
        </>
      )}
    </tr>
  )
})
