import '@mantine/core/styles/Input.layer.css'
import { NativeSelect } from '@mantine/core'
import { memo } from 'react'
import { addDays, toDay } from '#contract/calendar.ts'
import { usageMetrics, usageObjectTypes } from '#contract/usage.ts'
import { Choices } from '#src/components/form/choices.tsx'
import { useNow } from '#src/lib/use-now.ts'
import { CustomRangeFields } from './custom-range-fields.tsx'
import classes from './usage.module.css'
import type { UsageAddress, UsageRequest, UsageState } from './usage-range.ts'
import { labelOf, metricLabels, objectTypeLabels } from './usage-series.ts'

const metrics = usageMetrics.map((value) => ({ value, label: labelOf(metricLabels, value) }))
const types = [
  { value: '', label: 'Deployments and pipelines' },
  ...usageObjectTypes.map((value) => ({ value, label: labelOf(objectTypeLabels, value) })),
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
  /** The names of the organization's projects; undefined where they are not known. */
  projects: readonly string[] | undefined
  onChoose: (change: Partial<UsageState>) => void
  /** Another metric is likely to be chosen. */
  onMetricNear: () => void
  /** The same of days or months. */
  onIntervalNear: () => void
  /** Gets the days as they are typed; stable. */
  onType: (change: Partial<UsageState>) => void
}

export const UsageFilters = memo(function UsageFilters({
  address,
  request,
  projects,
  onChoose,
  onMetricNear,
  onIntervalNear,
  onType,
}: UsageFiltersProps) {
  const today = toDay(useNow())
  const { project } = address
  const named = project === '' || projects?.includes(project) ? (projects ?? []) : [project, ...(projects ?? [])]
  return (
    <div className={classes.filters} role="group" aria-label="What to show">
      <NativeSelect
        label="Metric"
        data={metrics}
        value={address.metric}
        onFocus={onMetricNear}
        onPointerEnter={onMetricNear}
        onChange={(event) => onChoose({ metric: event.currentTarget.value })}
      />
      {named.length > 0 && (
        <NativeSelect
          label="Project"
          data={[{ value: '', label: 'All projects' }, ...named]}
          value={project}
          onChange={(event) => onChoose({ project: event.currentTarget.value, split: 'type', hidden: '' })}
        />
      )}
      <NativeSelect
        label="Object type"
        data={types}
        value={address.type}
        onChange={(event) => onChoose({ type: event.currentTarget.value })}
      />
      {named.length > 0 && (
        <NativeSelect
          label="Split by"
          data={[
            { value: 'type', label: 'Object type' },
            project === '' ? { value: 'project', label: 'Project' } : { value: 'object', label: 'Version' },
          ]}
          value={address.split}
          onChange={(event) => onChoose({ split: event.currentTarget.value, hidden: '' })}
        />
      )}
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
          onChoose({ range, interval: '', zoom: '', ...dates })
        }}
      />
      {address.range === 'custom' && (
        <CustomRangeFields from={address.from} to={address.to} today={today} onChange={onType} />
      )}
      <Choices
        label="By"
        choices={intervals}
        value={request.interval}
        onNear={onIntervalNear}
        onChange={(interval) => onChoose({ interval })}
      />
    </div>
  )
})
