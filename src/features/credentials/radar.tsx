import { Skeleton } from '#src/components/skeleton.tsx'
import { StateBadge, type Tone } from '#src/components/state-badge.tsx'
import { countByExpiry, type ExpiryFilter, expiryFilters } from '#src/lib/expiry.ts'
import { formatCount } from '#src/lib/numbers.ts'
import classes from './radar.module.css'
import { WeeksChart } from './weeks-chart.tsx'

const tones: Readonly<Record<ExpiryFilter, Tone>> = {
  expired: 'danger',
  '7': 'warning',
  '30': 'info',
  '90': 'neutral',
  never: 'neutral',
}

const shortLabels: Readonly<Record<ExpiryFilter, string>> = {
  expired: 'Expired',
  '7': '< 7 days',
  '30': '< 30 days',
  '90': '< 90 days',
  never: 'Never',
}

export interface RadarProps {
  /** Undefined while they load. */
  expiries: readonly (string | null)[] | undefined
  now: Date
  chosen: string
  /** Empty for all. */
  onChoose: (filter: ExpiryFilter | '') => void
}

/** How many end when, at a glance, and the filter of the list by that. */
export function Radar({ expiries, now, chosen, onChoose }: RadarProps) {
  const counts = expiries && countByExpiry(expiries, now)
  return (
    <section className={classes.radar} aria-label="When they expire">
      <div className={classes.buckets} role="group" aria-label="Show by when they expire">
        {expiryFilters.map(({ value, label }) => {
          const isChosen = chosen === value
          return (
            <button
              key={value}
              type="button"
              className={classes.bucket}
              title={label}
              aria-pressed={isChosen}
              onClick={() => onChoose(isChosen ? '' : value)}
            >
              <StateBadge tone={tones[value]}>{shortLabels[value]}</StateBadge>{' '}
              <span className={classes.count}>
                {counts === undefined ? <Skeleton width="2rem" /> : formatCount(counts[value])}
              </span>
            </button>
          )
        })}
      </div>
      <WeeksChart expiries={expiries} now={now} />
    </section>
  )
}
