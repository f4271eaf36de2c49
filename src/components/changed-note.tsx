import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import classes from './changed-note.module.css'

export interface ChangedNoteProps {
  /** "Somebody else has changed this organization since you opened it." */
  title: string
  /** What they changed, a sentence each. */
  changes: readonly string[]
  /** What to do now. */
  children: ReactNode
  /** Ways on, as buttons. */
  actions?: ReactNode
}

/** What somebody else has changed while a dialog was open, before anything is done on top of it. */
export function ChangedNote({ title, changes, children, actions }: ChangedNoteProps) {
  return (
    <div className={classes.note} role="alert">
      <TriangleAlert className={classes.icon} size={18} aria-hidden />
      <div className={classes.text}>
        <strong>{title}</strong>
        <ul className={classes.list}>
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
        {children}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}
