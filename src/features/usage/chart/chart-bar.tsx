import { Button } from '@mantine/core'
import { ZoomOut } from 'lucide-react'
import { Choices } from '#src/components/form/choices.tsx'
import type { WriteOptions } from '#src/lib/url-state.ts'
import { type UsageAddress, viewOf, zoomOut } from '../usage-range.ts'
import classes from './chart-bar.module.css'

const views = [
  { value: 'stacked', label: 'Stacked' },
  { value: 'lines', label: 'Lines' },
  { value: 'total', label: 'Running total' },
] as const

interface ChartBarProps {
  address: UsageAddress
  onChange: (change: Partial<UsageAddress>, options?: WriteOptions) => void
}

/** How the chart shows its numbers. */
export function ChartBar({ address, onChange }: ChartBarProps) {
  const choose = (change: Partial<UsageAddress>) => onChange(change, { push: true })
  return (
    <div className={classes.bar}>
      <Choices label="Show as" choices={views} value={viewOf(address)} onChange={(view) => choose({ view })} />
      <label className={classes.compare}>
        <input
          type="checkbox"
          checked={address.compare === 'previous'}
          onChange={(event) => choose({ compare: event.currentTarget.checked ? 'previous' : '' })}
        />
        Compare with the period before
      </label>
      {address.zoom !== '' && (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<ZoomOut size={16} aria-hidden />}
          onClick={() => choose(zoomOut(address))}
        >
          Zoom out
        </Button>
      )}
    </div>
  )
}
