import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AccessChange } from '#contract/access.ts'
import { AccessChanges } from '#src/components/access-changes.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { StateBadge } from '#src/components/state-badge.tsx'
import { projectAccessPreviewQuery } from '#src/features/access/access.queries.ts'
import { joinList, plural } from '#src/lib/plural.ts'
import { useFocusAtStart } from '#src/lib/use-focus-at-start.ts'
import { AssignmentLines } from './assignment-lines.tsx'
import { type PlanRow, toBody } from './assignment-plan.ts'
import classes from './role-assignments.module.css'

// As many as the server looks at in one request.
const MOST_CHANGES = 500

export interface AssignRolesPlanProps {
  project: string
  rows: readonly PlanRow[]
  nameOf: (assignee: string) => string
  onBack: () => void
  onAssign: () => void
}

/** What assigning would do, line by line, and who would gain what by it, before anything is done. */
export function AssignRolesPlan({ project, rows, nameOf, onBack, onAssign }: AssignRolesPlanProps) {
  const summary = useFocusAtStart<HTMLParagraphElement>()
  const created = rows.filter(({ outcome }) => outcome === 'create')
  const isPreviewed = created.length > 0 && created.length <= MOST_CHANGES
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        onAssign()
      }}
    >
      <p className={classes.summary} tabIndex={-1} ref={summary}>
        {summaryOf(rows)}
      </p>
      {isPreviewed && <Preview project={project} rows={created} />}
      {created.length > MOST_CHANGES && (
        <p className={classes.note}>Who gains what can be shown for {MOST_CHANGES} assignments at a time.</p>
      )}
      <AssignmentLines label="Plan" assignments={rows} nameOf={nameOf}>
        {(row) => <Outcome row={row} />}
      </AssignmentLines>
      <DialogActions>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        {created.length > 0 && <Button type="submit">Make {plural(created.length, 'assignment')}</Button>}
      </DialogActions>
    </form>
  )
}

function Preview({ project, rows }: { project: string; rows: readonly PlanRow[] }) {
  const changes = useMemo(
    () => rows.map((row): AccessChange => ({ type: 'role_assignment_create', project, assignment: toBody(row) })),
    [project, rows],
  )
  const preview = useQuery(projectAccessPreviewQuery(project, changes))
  return (
    <AccessChanges
      project={project}
      preview={preview}
      unchanged="Nobody gains anything: they hold the same already, or the roles give nothing there"
    />
  )
}

function Outcome({ row }: { row: PlanRow }) {
  if (row.outcome === 'create') return <StateBadge tone="success">Create</StateBadge>
  return (
    <>
      <StateBadge {...(row.outcome === 'refused' ? { tone: 'danger' as const } : {})}>
        {row.outcome === 'refused' ? 'Refused' : 'No change'}
      </StateBadge>{' '}
      {row.reason}
    </>
  )
}

function summaryOf(rows: readonly PlanRow[]): string {
  const count = (outcome: PlanRow['outcome']) => rows.filter((row) => row.outcome === outcome).length
  const [created, none, refused] = [count('create'), count('none'), count('refused')]
  const parts = [
    created > 0 && `${plural(created, 'assignment')} will be made`,
    none > 0 && `${plural(none, 'exists', 'exist')} already`,
    refused > 0 && `${plural(refused, 'is', 'are')} refused`,
  ].filter((part) => part !== false)
  return `${created === 0 ? 'There is nothing to do: ' : ''}${joinList(parts)}.`
}
