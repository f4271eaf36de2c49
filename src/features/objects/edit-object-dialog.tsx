import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '#src/components/dialog.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { EditObjectForm } from './edit-object-form.tsx'
import classes from './object-form.module.css'
import { type ObjectKind, objectQuery, type TaggedObject } from './objects.queries.ts'

export interface EditObjectDialogProps {
  project: string
  kind: ObjectKind
  name: string
  onClose: () => void
  /** With its name from now on. */
  onSaved?: (name: string) => void
}

/** Changes an object, on the state that it had when the dialog was opened. */
export function EditObjectDialog({ project, kind, name, onClose, onSaved }: EditObjectDialogProps) {
  // The state that the draft began with: a refetch must not take the draft away.
  const [start, setStart] = useState<TaggedObject>()
  const query = useQuery({ ...objectQuery(project, kind, name), enabled: start === undefined })
  if (start === undefined && query.data && !query.isFetching) setStart(query.data)
  return (
    <Dialog title={`Edit ${name}`} kind="drawer" size="lg" onClose={onClose}>
      {start ? (
        <EditObjectForm
          // Somebody else's state is another subject: the form begins again with it.
          key={start.etag}
          project={project}
          start={start}
          onTakeTheirs={setStart}
          onClose={onClose}
          onSaved={onSaved}
        />
      ) : query.error ? (
        <ErrorNote
          error={query.error}
          lead="Could not load it."
          action={
            <Button size="compact-sm" variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
              Retry
            </Button>
          }
        />
      ) : (
        <div className={classes.form} aria-busy="true">
          <Skeleton width="60%" />
          <Skeleton width="80%" />
          <Skeleton width="70%" />
        </div>
      )}
    </Dialog>
  )
}
