import '@mantine/core/styles/Input.layer.css'
import { NativeSelect } from '@mantine/core'
import { addDays, toDay } from '#contract/calendar.ts'
import { usageSeries } from '#contract/usage.ts'
import type { WriteOptions } from '#src/lib/url-state.ts'
import { useNow } from '#src/lib/use-now.ts'
import { CustomRangeFields } from './custom-range-fields.tsx'
import classes from './usage.module.css'
import { MOST_DAYS, type UsageAddress, type UsageRequest } from './usage-range.ts'
import { labelOf, metricLabels, objectTypeLabels } from './usage-series.ts'

const metrics = [...new Set(usageSeries.map(({ metric }) => metric))].map((value) => ({
  value,
  label: labelOf(metricLabels, value),
}))
const types = [
  { value: '', label: 'Deployments and pipelines' },
  ...[...new Set(usageSeries.map(({ object_type }) => object_type))].map((value) => ({
    value,
    label: labelOf(objectTypeLabels, value),
  })),
]
const ranges = [
  { value: 'period', label: 'This subscription period' },
  { value: 'previous', label: 'Previous period' },
  { value: '30-days', label: 'Last 30 days' },
  { value: '12-months', label: 'Last 12 months' },
  { value: 'custom', label: 'Custom range' },
]

const intervals = [
  { value: 'day', label: 'Day' },
  { value: 'month', label: 'Month' },
] as const

interface UsageFiltersProps {
  address: UsageAddress
  request: UsageRequest
  /** Stable. A choice is a step that Back undoes, a typed day is none. */
  onChange: (change: Partial<UsageAddress>, options?: WriteOptions) => void
}

export function UsageFilters({ address, request, onChange }: UsageFiltersProps) {
  const today = toDay(useNow())
  const choose = (change: Partial<UsageAddress>) => onChange(change, { push: true })
  return (
    <div className={classes.filters} role="group" aria-label="What to show">
      <NativeSelect
        label="Metric"
        data={metrics}
        value={address.metric}
        onChange={(event) => choose({ metric: event.currentTarget.value })}
      />
      <NativeSelect
        label="Object type"
        data={types}
        value={address.type}
        onChange={(event) => choose({ type: event.currentTarget.value })}
      />
      <NativeSelect
        label="Range"
        data={ranges}
        value={address.range}
        onChange={(event) => {
          const range = event.currentTarget.value
          const dates =
            range === 'custom'
              ? {
                  from: request.range?.start ?? addDays(today, -29),
                  to: request.range ? addDays(request.range.end, -1) : today,
                }
              : { from: '', to: '' }
          choose({ range, interval: '', ...dates })
        }}
      />
      {address.range === 'custom' && (
        <CustomRangeFields from={address.from} to={address.to} today={today} onChange={onChange} />
      )}
      <div>
        <fieldset className={classes.interval}>
          <legend className={classes.filterLabel}>By</legend>
          {intervals.map(({ value, label }) => (
            <label key={value} className={classes.choice}>
              <input
                type="radio"
                name="interval"
                value={value}
                checked={request.interval === value}
                disabled={value === 'day' && !request.canShowDays}
                onChange={() => choose({ interval: value })}
              />
              {label}
            </label>
          ))}
        </fieldset>
        {!request.canShowDays && <p className={classes.why}>More than {MOST_DAYS} days are shown by month.</p>}
      </div>
    </div>
  )
}
