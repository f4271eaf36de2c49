import { memo } from 'react'
import type { UsageChange, UsageChangeAction } from '#contract/usage-changes.ts'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { formatDay } from '#src/lib/dates.ts'
import { formatCount } from '#src/lib/numbers.ts'
import classes from './change-list.module.css'
import { labelOf, metricLabels } from './usage-series.ts'

type Spell = (name: string) => string

const metricOf = (name: string) => labelOf(metricLabels, name).toLowerCase()

const spellings: Record<UsageChangeAction, Spell> = {
  organizations_update: (name) => `Subscription of ${name} changed`,
  projects_create: (name) => `Project ${name} created`,
  projects_delete: (name) => `Project ${name} deleted`,
  deployments_create: (name) => `Deployment ${name} created`,
  deployments_update: (name) => `Deployment ${name} changed`,
  deployments_delete: (name) => `Deployment ${name} deleted`,
  deployment_versions_create: (name) => `Version ${name} created`,
  deployment_versions_update: (name) => `Version ${name} changed`,
  deployment_versions_delete: (name) => `Version ${name} deleted`,
  pipelines_create: (name) => `Pipeline ${name} created`,
  pipelines_update: (name) => `Pipeline ${name} changed`,
  pipelines_delete: (name) => `Pipeline ${name} deleted`,
  pipeline_versions_create: (name) => `Version ${name} created`,
  pipeline_versions_update: (name) => `Version ${name} changed`,
  pipeline_versions_delete: (name) => `Version ${name} deleted`,
  usage_limits_update: (name) => `Limit of ${metricOf(name)} set`,
  usage_limits_delete: (name) => `Limit of ${metricOf(name)} removed`,
}

/** `Version surface-inspector/v2 created by ada@example.com`; what the installation did has nobody. */
export function changeSentence({ action, object_name, actor }: UsageChange): string {
  const what = spellings[action](object_name)
  return actor === '' ? what : `${what} by ${actor}`
}

interface ChangeListProps {
  changes: readonly UsageChange[]
  /** The server had more than an answer holds, so that older ones may be missing. */
  isCut: boolean
}

/** What was done in a range that can explain a change of usage, the newest first. */
export const ChangeList = memo(function ChangeList({ changes, isCut }: ChangeListProps) {
  return (
    <details className={classes.changes}>
      <summary className={classes.summary}>What changed ({formatCount(changes.length)})</summary>
      <ul className={classes.list}>
        {changes.map((change) => (
          <li key={change.id} className={classes.change}>
            <span className={classes.when}>
              {formatDay(change.date)} (UTC), <RelativeTime value={change.date} />
            </span>
            <span className={classes.what}>
              {changeSentence(change)}
              {change.project !== null && <span className={classes.where}> in project {change.project}</span>}
            </span>
          </li>
        ))}
      </ul>
      {isCut && <p className={classes.note}>Older changes may be missing. Choose a shorter range to see them.</p>}
    </details>
  )
})
