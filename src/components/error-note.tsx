import { CircleAlert } from 'lucide-react'
import { type ReactNode, useLayoutEffect } from 'react'
import { messageOf, requestIdOf } from '#src/api/api-error.ts'
import { noteShown } from '#src/lib/shown-errors.ts'
import classes from './error-note.module.css'

export interface ErrorNoteProps {
  error: unknown
  /** What failed, before the reason: "Could not load members." */
  lead?: string
  /** Usually a Retry button. */
  action?: ReactNode
}

/** A failure next to its cause: a sentence, the request id, and a way on. */
export function ErrorNote({ error, lead, action }: ErrorNoteProps) {
  const requestId = requestIdOf(error)
  useLayoutEffect(() => noteShown(error), [error])
  return (
    <div role="alert" className={classes.note}>
      <CircleAlert className={classes.icon} size={18} aria-hidden />
      <div className={classes.text}>
        <div>{lead ? `${lead} ${messageOf(error)}` : messageOf(error)}</div>
        {requestId && <div className={classes.id}>Request {requestId}</div>}
      </div>
      {action}
    </div>
  )
}
