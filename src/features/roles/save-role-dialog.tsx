import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { AccessChanges } from '#src/components/access-changes.tsx'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useLeaveGuard } from '#src/components/leave-guard.ts'
import { projectAccessPreviewQuery } from '#src/features/access/access.queries.ts'
import type { SaveReview } from './use-save-review.ts'

export interface SaveRoleDialogProps {
  /** Its name after the change. */
  name: string
  review: SaveReview
}

/** Shows who gains and who loses what before a role is saved. Focus starts on Save: two keys save a role. */
export function SaveRoleDialog({ name, review }: SaveRoleDialogProps) {
  const { project, change, preview, decide } = review
  const query = useQuery({
    ...projectAccessPreviewQuery(project, [change]),
    // It was asked for a moment ago.
    staleTime: Number.POSITIVE_INFINITY,
    ...(preview === undefined ? {} : { initialData: preview }),
  })
  // The form takes the draft to be on its way to the server, which it is not before this is answered.
  useLeaveGuard(() => true)

  return (
    <Dialog title={`Save ${name}?`} size="lg" onClose={() => decide(false)}>
      <AccessChanges preview={query} project={project} />
      <DialogActions>
        <Button variant="default" onClick={() => decide(false)}>
          Cancel
        </Button>
        <Button data-autofocus onClick={() => decide(true)}>
          Save role
        </Button>
      </DialogActions>
    </Dialog>
  )
}
