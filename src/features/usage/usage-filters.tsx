import '@mantine/core/styles/Input.layer.css'
import { NativeSelect, TextInput } from '@mantine/core'
import { addDays, toDay } from '#contract/calendar.ts'
import { usageSeries } from '#contract/usage.ts'
import { useNow } from '#src/lib/use-now.ts'
import classes from './usage.module.css'
import { customRangeProblem, MOST_DAYS, type UsageAddress, type UsageRequest } from './usage-range.ts'
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
  onChange: (change: Partial<UsageAddress>) => void
}

export function UsageFilters({ address, request, onChange }: UsageFiltersProps) {
  const today = toDay(useNow())
  const problem = customRangeProblem(address)
  return (
    <div className={classes.filters} role="group" aria-label="What to show">
      <NativeSelect
        label="Metric"
        data={metrics}
        value={address.metric}
        onChange={(event) => onChange({ metric: event.currentTarget.value })}
      />
      <NativeSelect
        label="Object type"
        data={types}
        value={address.type}
        onChange={(event) => onChange({ type: event.currentTarget.value })}
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
          onChange({ range, interval: '', ...dates })
        }}
      />
      {address.range === 'custom' && (
        <>
          <TextInput
            type="date"
            label="First day"
            value={address.from}
            max={today}
            error={problem}
            onChange={(event) => onChange({ from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label="Last day"
            value={address.to}
            max={today}
            error={problem !== undefined}
            onChange={(event) => onChange({ to: event.currentTarget.value })}
          />
        </>
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
                checked={request.query.interval === value}
                disabled={value === 'day' && !request.canShowDays}
                onChange={() => onChange({ interval: value })}
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
