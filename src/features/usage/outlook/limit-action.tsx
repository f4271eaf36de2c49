import { Button } from '@mantine/core'
import { useState } from 'react'
import type { UsageMetric } from '#contract/usage.ts'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { labelOf, metricLabels } from '../usage-series.ts'
import { LimitDialog } from './limit-lazy-dialog.ts'
import classes from './outlook.module.css'

interface LimitActionProps {
  organization: string
  metric: UsageMetric
  limit: number | undefined
  /** Of the metric, in the current subscription period. */
  used: number
}

/** Opens what sets the limit of a metric. */
export function LimitAction({ organization, metric, limit, used }: LimitActionProps) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <div className={classes.limitAction}>
      <Button variant="default" size="compact-sm" {...preloadOn(LimitDialog)} onClick={() => setIsOpen(true)}>
        {limit === undefined ? 'Set a limit' : 'Change the limit'}
      </Button>
      {isOpen && (
        <LimitDialog
          organization={organization}
          metric={metric}
          metricLabel={labelOf(metricLabels, metric)}
          limit={limit}
          used={used}
          onClose={() => setIsOpen(false)}
        />
      )}
    </div>
  )
}
