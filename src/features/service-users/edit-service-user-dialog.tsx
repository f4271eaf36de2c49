import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ServiceUser, UpdateServiceUser } from '#contract/service-users.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { showToast } from '#src/components/toast.tsx'
import { labelOf } from './service-user-columns.tsx'
import { ServiceUserFields } from './service-user-fields.tsx'
import classes from './service-user-form.module.css'
import { changesOf, type ServiceUserValues } from './service-user-form.ts'
import { needsChoice, ServiceUserMergeView } from './service-user-merge.tsx'
import { serviceUserQuery, type TaggedServiceUser, updateServiceUserMutation } from './service-users.queries.ts'
import { useServiceUserDraft } from './use-service-user-draft.ts'

interface EditServiceUserDialogProps {
  project: string
  serviceUser: ServiceUser
  onClose: () => void
}

/** Changes name, expiry and origins, on the state that the service user had when the dialog was opened. */
export function EditServiceUserDialog({ project, serviceUser, onClose }: EditServiceUserDialogProps) {
  // The state that the draft began with: a refetch must not take the draft away.
  const [start, setStart] = useState<TaggedServiceUser>()
  const query = useQuery({ ...serviceUserQuery(project, serviceUser.id), enabled: start === undefined })
  if (start === undefined && query.data) setStart(query.data)
  return (
    <Dialog title={`Edit ${labelOf(serviceUser)}`} kind="drawer" size="lg" onClose={onClose}>
      {start ? (
        <EditServiceUserForm project={project} opened={start} onClose={onClose} />
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

interface EditServiceUserFormProps {
  project: string
  opened: TaggedServiceUser
  onClose: () => void
}

function EditServiceUserForm({ project, opened, onClose }: EditServiceUserFormProps) {
  const update = useMutation(updateServiceUserMutation(project))
  const dialog = useDialog()
  const { form, start, merge, fills, beginWith, meetOthers, choose, set } = useServiceUserDraft(project, opened)
  const values = form.watch()

  const submit = async (next: ServiceUserValues) => {
    const body = changesOf(start.serviceUser, next)
    try {
      await update.mutateAsync({ id: start.serviceUser.id, body, ifMatch: start.etag })
    } catch (error) {
      if (!isRefusal(error, 'stale')) throw error
      await meetOthers()
      return false
    }
    showToast({ kind: 'success', message: `${labelOf({ ...start.serviceUser, ...nameOf(body) })} saved` })
    onClose()
    return true
  }
  const isHeld = merge !== undefined && needsChoice(merge, values)
  return (
    <Form form={form} onSubmit={submit}>
      {merge && (
        <ServiceUserMergeView
          merge={merge}
          result={values}
          onChoose={choose}
          onOrigins={(origins) => set({ allowed_cors_origins: origins })}
          onTakeTheirs={() => beginWith(start)}
        />
      )}
      <div className={classes.form}>
        <ServiceUserFields form={form} currentExpiry={start.serviceUser.expiry_date} expiryKey={fills} />
        <FormError form={form} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        {isHeld ? (
          <Button disabled title="Choose one of the two values first">
            Save
          </Button>
        ) : (
          <SubmitButton form={form} needsChange>
            Save
          </SubmitButton>
        )}
      </DialogActions>
    </Form>
  )
}

const nameOf = ({ name }: UpdateServiceUser) => (name == null ? {} : { name })
