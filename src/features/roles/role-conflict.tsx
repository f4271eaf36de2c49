import { Button } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import type { CreateRole } from '#contract/roles.ts'
import { joinList, plural } from '#src/lib/plural.ts'
import { diffPermissions } from './permission-matrix.ts'
import classes from './role-conflict.module.css'

const NAMED = 6

/** What turned one state of a role into another, as sentences. */
function describeRoleChange(before: CreateRole, after: CreateRole): string[] {
  const { added, removed } = diffPermissions(before.permissions, after.permissions)
  return [
    before.name !== after.name && `Renamed from ${before.name} to ${after.name}.`,
    added.length > 0 && `Added ${namesOf(added)}.`,
    removed.length > 0 && `Removed ${namesOf(removed)}.`,
  ].filter((sentence) => sentence !== false)
}

function namesOf(names: readonly string[]): string {
  if (names.length <= NAMED) return joinList(names)
  return joinList([...names.slice(0, NAMED), plural(names.length - NAMED, 'more', 'more')])
}

export interface RoleConflictProps {
  before: CreateRole
  after: CreateRole
  onTakeTheirs: () => void
  onKeepMine: () => void
}

/** Somebody saved the role while it is edited here: what they changed, and whose state goes on. */
export function RoleConflict({ before, after, onTakeTheirs, onKeepMine }: RoleConflictProps) {
  return (
    <div className={classes.note} role="alert">
      <TriangleAlert className={classes.icon} size={18} aria-hidden />
      <div className={classes.text}>
        <strong>Somebody else has changed this role since you opened it.</strong>
        <ul className={classes.list}>
          {describeRoleChange(before, after).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        Your draft is still here. Keep it to see what saving it would change in theirs.
      </div>
      <div className={classes.actions}>
        <Button size="compact-sm" variant="default" onClick={onTakeTheirs}>
          Discard mine, load theirs
        </Button>
        <Button size="compact-sm" variant="default" onClick={onKeepMine}>
          Keep my draft
        </Button>
      </div>
    </div>
  )
}

/** The role was deleted while it is edited here. */
export function RoleGone({ name, onSaveAsNew }: { name: string; onSaveAsNew: () => void }) {
  return (
    <div className={classes.note} role="alert">
      <TriangleAlert className={classes.icon} size={18} aria-hidden />
      <div className={classes.text}>
        <strong>{name} no longer exists.</strong> Somebody else has deleted it, or it is no longer open to you. Your
        draft is still here.
      </div>
      <div className={classes.actions}>
        <Button size="compact-sm" variant="default" onClick={onSaveAsNew}>
          Save it as a new role
        </Button>
      </div>
    </div>
  )
}
