import { Button } from '@mantine/core'
import { Lock } from 'lucide-react'
import { ApiError, isRefusal } from '#src/api/api-error.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import classes from './access.module.css'

export interface RefusedProps {
  project: string
  error: unknown
  /** What could not be told: "Who holds this permission". */
  what: string
  isFetching: boolean
  onRetry: () => unknown
}

/** What stands in the place of an answer that was not given. */
export function Refused({ project, error, what, isFetching, onRetry }: RefusedProps) {
  if (error instanceof ApiError && error.status === 403)
    return (
      <div className={classes.frame} role="alert">
        <EmptyState icon={<Lock size={28} />} title="You may not see this">
          {error.message} An admin of the project {project} or of its organization can grant it.
        </EmptyState>
      </div>
    )
  return (
    <ErrorNote
      error={error}
      lead={`${what} cannot be told.`}
      action={
        isRefusal(error) ? undefined : (
          <Button size="compact-sm" variant="default" loading={isFetching} onClick={() => void onRetry()}>
            Retry
          </Button>
        )
      }
    />
  )
}
