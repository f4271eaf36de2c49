import type { ReactNode } from 'react'
import { plural } from '#src/lib/plural.ts'
import type { NewAssignment } from './assignment-plan.ts'
import { keyOf } from './assignment-plan.ts'
import { describeLevel } from './assignment-rows.ts'
import classes from './role-assignments.module.css'

const SHOWN = 200

export interface AssignmentLinesProps<Item extends NewAssignment> {
  label: string
  assignments: readonly Item[]
  nameOf: (assignee: string) => string
  /** How the assignment stands. */
  children: (item: Item) => ReactNode
}

/** Assignments one below the other, each with how it stands. */
export function AssignmentLines<Item extends NewAssignment>({
  label,
  assignments,
  nameOf,
  children,
}: AssignmentLinesProps<Item>) {
  return (
    <ul className={classes.lines} aria-label={label} tabIndex={0}>
      {assignments.slice(0, SHOWN).map((item) => (
        <li key={keyOf(item)} className={classes.line}>
          <span className={classes.what}>
            <strong>{nameOf(item.assignee)}</strong>: {item.role} on {describeLevel(item)}
          </span>
          <span className={classes.outcome}>{children(item)}</span>
        </li>
      ))}
      {assignments.length > SHOWN && (
        <li className={classes.line}>and {plural(assignments.length - SHOWN, 'more', 'more')}</li>
      )}
    </ul>
  )
}
