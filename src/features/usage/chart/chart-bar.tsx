import { Button } from '@mantine/core'
import { ZoomOut } from 'lucide-react'
import { memo } from 'react'
import { Choices } from '#src/components/form/choices.tsx'
import { type UsageAddress, type UsageState, zoomOut } from '../usage-range.ts'
import classes from './chart-bar.module.css'

const views = [
  { value: 'stacked', label: 'Stacked' },
  { value: 'lines', label: 'Lines' },
  { value: 'total', label: 'Running total' },
] as const

interface ChartBarProps {
  address: UsageAddress
  onChoose: (change: Partial<UsageState>) => void
}

/** How the chart shows its numbers. */
export const ChartBar = memo(function ChartBar({ address, onChoose }: ChartBarProps) {
  return (
    <div className={classes.bar}>
      <Choices label="Show as" choices={views} value={address.view} onChange={(view) => onChoose({ view })} />
      <label className={classes.compare}>
        <input
          type="checkbox"
          checked={address.compare === 'previous'}
          onChange={(event) => onChoose({ compare: event.currentTarget.checked ? 'previous' : '' })}
        />
        Compare with the period before
      </label>
      {address.zoom !== '' && (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<ZoomOut size={16} aria-hidden />}
          onClick={() => onChoose(zoomOut(address))}
        >
          Zoom out
        </Button>
      )}
    </div>
  )
})
