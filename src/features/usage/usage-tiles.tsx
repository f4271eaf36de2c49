import { ArrowDownRight, ArrowUpRight } from 'lucide-react'
import { memo } from 'react'
import { type Usage, usageSeries } from '#contract/usage.ts'
import { Skeleton } from '#src/components/skeleton.tsx'
import { StatGrid, StatTile } from '#src/components/stat-tile.tsx'
import { formatCompact, formatNumber } from '#src/lib/numbers.ts'
import { type Change, type ComparedRanges, formatChange } from './comparison.ts'
import classes from './usage.module.css'
import { rangeLabel } from './usage-labels.ts'
import { labelOf, metricLabels, objectTypeLabels, pairOf, totalsOf } from './usage-series.ts'

interface UsageTilesProps {
  /** Undefined while it loads for the first time. */
  usage: readonly Usage[] | undefined
  /** By object type and metric; undefined where there is nothing to compare with. */
  changes: ReadonlyMap<string, Change>
  /** Which days they are told of. */
  compared: ComparedRanges | undefined
}

/** The total of every pair of object type and metric, and how it changed against the period before. */
export const UsageTiles = memo(function UsageTiles({ usage, changes, compared }: UsageTilesProps) {
  return (
    <>
      <StatGrid>
        {(usage ? totalsOf(usage) : placeholders).map(({ objectType, metric, total }) => (
          <StatTile
            key={`${objectType} ${metric}`}
            label={`${labelOf(metricLabels, metric)}, ${labelOf(objectTypeLabels, objectType).toLowerCase()}`}
            value={usage && formatCompact(total)}
            note={
              usage ? (
                <>
                  {exactly(total)}
                  <ChangeNote change={changes.get(pairOf({ object_type: objectType, metric }))} />
                </>
              ) : (
                <Skeleton width="4rem" />
              )
            }
          />
        ))}
      </StatGrid>
      {compared && (
        <p className={classes.why}>
          Changes compare {rangeLabel(compared.current)} with {rangeLabel(compared.earlier)} (UTC).
        </p>
      )}
    </>
  )
})

const placeholders = usageSeries.map(({ object_type: objectType, metric }) => ({ objectType, metric, total: 0 }))

/** The number in full, where the tile's value is short for it. */
function exactly(total: number): string | undefined {
  const text = formatNumber(total)
  return text === formatCompact(total) ? undefined : text
}

function ChangeNote({ change }: { change: Change | undefined }) {
  if (!change) return null
  const { current, earlier } = change
  const Arrow = current > earlier ? ArrowUpRight : ArrowDownRight
  return (
    <span className={classes.change} title={`${formatNumber(current)} against ${formatNumber(earlier)}`}>
      {current !== earlier && <Arrow size={14} aria-hidden />}
      {formatChange(current, earlier)}
    </span>
  )
}
