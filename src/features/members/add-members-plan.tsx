import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { GainedPermissions } from '#src/components/access-changes/gained-permissions.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { StateBadge } from '#src/components/state-badge.tsx'
import { roleQuery } from '#src/features/roles/roles.queries.ts'
import { joinList, plural } from '#src/lib/plural.ts'
import { useFocusAtStart } from '#src/lib/use-focus-at-start.ts'
import type { NewRole } from './add-members.queries.ts'
import type { PlanRow } from './add-members.ts'
import { isAdminStanding, type Standing, standingLabel } from './member-profiles.ts'
import classes from './members.module.css'

export interface AddMembersPlanProps {
  organization: string
  rows: readonly PlanRow[]
  standing: Standing
  role: NewRole | undefined
  onBack: () => void
  onAdd: (emails: readonly string[]) => void
}

/** What adding would do, line by line, before anything is done. */
export function AddMembersPlan({ organization, rows, standing, role, onBack, onAdd }: AddMembersPlanProps) {
  const summary = useFocusAtStart<HTMLParagraphElement>()
  const [isConfirmed, setIsConfirmed] = useState(false)
  const emails = rows.filter(({ outcome }) => outcome === 'create').map(({ email }) => email)
  const admin = isAdminStanding(standing)
  const isBlocked = admin && !isConfirmed
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        if (!isBlocked) onAdd(emails)
      }}
    >
      <p className={classes.summary} tabIndex={-1} ref={summary}>
        {summaryOf(rows)}
      </p>
      {role && emails.length > 0 && <Gains role={role} count={emails.length} />}
      <ul className={classes.lines} aria-label="Plan" tabIndex={0}>
        {rows.map((row, index) => (
          // An address may stand twice.
          <li key={`${row.email}#${index}`} className={classes.line}>
            <span className={classes.email}>{row.email}</span>
            <span className={classes.outcome}>
              <Outcome row={row} standing={standing} role={role} />
            </span>
          </li>
        ))}
      </ul>
      {emails.length > 0 && (
        <p className={classes.note}>People new to the system are invited: each gets a link, which you see once.</p>
      )}
      {admin && emails.length > 0 && (
        <Checkbox
          className={classes.confirm ?? ''}
          label={`Yes, make ${emails.length === 1 ? 'this person an admin' : `these ${plural(emails.length, 'person', 'people')} admins`} of ${organization}`}
          description="They can change and remove everything in it, and every member, you included."
          checked={isConfirmed}
          onChange={(event) => setIsConfirmed(event.currentTarget.checked)}
        />
      )}
      <DialogActions>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        {emails.length > 0 && (
          <Button type="submit" disabled={isBlocked}>
            Add {plural(emails.length, admin ? 'admin' : 'member')}
          </Button>
        )}
      </DialogActions>
    </form>
  )
}

function Gains({ role: { project, role }, count }: { role: NewRole; count: number }) {
  const { data, error } = useQuery(roleQuery(project, role))
  const lead = `By the role ${role} in ${project} ${count === 1 ? 'this person gains' : 'each of them gains'}`
  return <GainedPermissions lead={lead} names={data?.role.permissions} error={error} />
}

function Outcome({ row, standing, role }: { row: PlanRow; standing: Standing; role: NewRole | undefined }) {
  if (row.outcome === 'refused')
    return (
      <>
        <StateBadge tone="danger">Refused</StateBadge> {row.reason}
      </>
    )
  if (row.outcome === 'none')
    return (
      <>
        <StateBadge>No change</StateBadge> {row.reason}
      </>
    )
  return (
    <>
      <StateBadge tone="success">Create</StateBadge> {standingLabel(standing)}
      {role && `, ${role.role} in ${role.project}`}
    </>
  )
}

function summaryOf(rows: readonly PlanRow[]): string {
  const count = (outcome: PlanRow['outcome']) => rows.filter((row) => row.outcome === outcome).length
  const [created, none, refused] = [count('create'), count('none'), count('refused')]
  const parts = [
    `${plural(created, 'person', 'people')} will be added`,
    none > 0 && `${plural(none, 'line changes', 'lines change')} nothing`,
    refused > 0 && `${plural(refused, 'line is', 'lines are')} refused`,
  ].filter((part) => part !== false)
  return created === 0 ? 'There is nobody to add.' : `${joinList(parts)}.`
}
