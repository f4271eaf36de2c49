import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
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
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { Skeleton } from '#src/components/skeleton.tsx'
import { showToast } from '#src/components/toast.tsx'
import { joinList } from '#src/lib/plural.ts'
import { spellExpiry } from './expiry.ts'
import { labelOf } from './service-user-columns.tsx'
import { ServiceUserFields } from './service-user-fields.tsx'
import classes from './service-user-form.module.css'
import { changesOf, type ServiceUserValues, serviceUserForm, toValues } from './service-user-form.ts'
import {
  serviceUserListQuery,
  serviceUserQuery,
  type TaggedServiceUser,
  updateServiceUserMutation,
} from './service-users.queries.ts'
import { Warning } from './warning.tsx'

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
        <EditServiceUserForm
          // Somebody else's state is another subject: the form begins again with it.
          key={start.etag}
          project={project}
          start={start}
          onTakeTheirs={setStart}
          onClose={onClose}
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

interface EditServiceUserFormProps {
  project: string
  start: TaggedServiceUser
  onTakeTheirs: (theirs: TaggedServiceUser) => void
  onClose: () => void
}

function EditServiceUserForm({ project, start, onTakeTheirs, onClose }: EditServiceUserFormProps) {
  const client = useQueryClient()
  const update = useMutation(updateServiceUserMutation(project))
  const dialog = useDialog()
  const [theirs, setTheirs] = useState<TaggedServiceUser>()
  const form = useContractForm(serviceUserForm, { defaultValues: toValues(start.serviceUser) })

  const submit = async (values: ServiceUserValues) => {
    const body = changesOf(start.serviceUser, values)
    try {
      await update.mutateAsync({ id: start.serviceUser.id, body, ifMatch: (theirs ?? start).etag })
    } catch (error) {
      if (isRefusal(error, 'stale')) {
        setTheirs(await client.fetchQuery(serviceUserQuery(project, start.serviceUser.id)))
        void client.invalidateQueries({ queryKey: serviceUserListQuery(project).queryKey })
      }
      throw error
    }
    showToast({ kind: 'success', message: `${labelOf({ ...start.serviceUser, ...nameOf(body) })} saved` })
    onClose()
  }
  return (
    <Form form={form} onSubmit={submit}>
      <div className={classes.form}>
        <ServiceUserFields form={form} currentExpiry={start.serviceUser.expiry_date} />
        {theirs ? (
          <Warning role="alert">
            <div className={classes.warningText}>
              <strong>Somebody else has changed it since you opened it. Nothing of yours is saved yet.</strong>
              <ul className={classes.list}>
                {describeChanges(start.serviceUser, theirs.serviceUser).map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
              Saving anyway changes only what you have changed; where both did, yours counts.
            </div>
            <div className={classes.actions}>
              <Button size="compact-sm" variant="default" onClick={() => onTakeTheirs(theirs)}>
                Discard mine, load theirs
              </Button>
            </div>
          </Warning>
        ) : (
          <FormError form={form} />
        )}
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form} needsChange>
          {theirs ? 'Save anyway' : 'Save'}
        </SubmitButton>
      </DialogActions>
    </Form>
  )
}

const nameOf = ({ name }: UpdateServiceUser) => (name == null ? {} : { name })

/** What turned one state of a service user into another, a sentence for each field. */
export function describeChanges(before: ServiceUser, after: ServiceUser): string[] {
  const changes = changesOf(before, toValues(after))
  return [
    changes.name !== undefined && `Name: ${after.name === '' ? 'taken away' : after.name}`,
    changes.expiry_date !== undefined &&
      (after.expiry_date === null ? 'Never expires' : `Expires on ${spellExpiry(after.expiry_date)}`),
    changes.allowed_cors_origins !== undefined &&
      (after.allowed_cors_origins?.length
        ? `CORS origins: ${joinList(after.allowed_cors_origins)}`
        : 'CORS origins: none'),
    Object.keys(changes).length === 0 && 'Its token was reset, or a change was taken back',
  ].filter((line) => line !== false)
}
