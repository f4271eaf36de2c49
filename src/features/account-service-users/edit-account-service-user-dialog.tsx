import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AccountServiceUser } from '#contract/account-service-users.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { ChangedNote } from '#src/components/changed-note.tsx'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { Skeleton } from '#src/components/skeleton.tsx'
import { showToast } from '#src/components/toast.tsx'
import type { Tagged } from '#src/lib/use-seen-state.ts'
import {
  type AccountServiceUserOutput,
  accountServiceUserForm,
  changesOf,
  describeChanges,
  merge,
  toValues,
} from './account-service-user-changes.ts'
import classes from './account-service-users.module.css'
import { accountServiceUserQuery, updateAccountServiceUserMutation } from './account-service-users.queries.ts'
import { AdministratorsField } from './administrators-field.tsx'
import { ProfileField } from './profile-field.tsx'
import type { Caller } from './rights.ts'

interface EditAccountServiceUserDialogProps {
  organization: string
  username: string
  caller: Caller
  onClose: () => void
}

/** Changes display name, profile and administrators, on the state that the service user had when the dialog opened. */
export function EditAccountServiceUserDialog(props: EditAccountServiceUserDialogProps) {
  const { organization, username, onClose } = props
  // The state that the draft began with: a refetch must not take the draft away.
  const [start, setStart] = useState<Tagged<AccountServiceUser>>()
  const query = useQuery({
    ...accountServiceUserQuery(organization, username),
    staleTime: 0,
    enabled: start === undefined,
  })
  if (start === undefined && query.data && !query.isFetching) setStart(query.data)
  return (
    <Dialog title={`Edit ${username}`} kind="drawer" size="lg" onClose={onClose}>
      {start ? (
        <EditForm {...props} opened={start} />
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

interface EditFormProps extends EditAccountServiceUserDialogProps {
  opened: Tagged<AccountServiceUser>
}

function EditForm({ organization, username, caller, opened, onClose }: EditFormProps) {
  const client = useQueryClient()
  const update = useMutation(updateAccountServiceUserMutation(organization))
  const dialog = useDialog()
  const [start, setStart] = useState(opened)
  const [changes, setChanges] = useState<readonly string[]>()
  const form = useContractForm(accountServiceUserForm, { defaultValues: toValues(opened.data) })

  /** After a refused save: puts what is there now and the draft together. */
  const meetOthers = async () => {
    const next = await client.fetchQuery({ ...accountServiceUserQuery(organization, username), staleTime: 0 })
    const base = toValues(start.data)
    const theirs = toValues(next.data)
    const { displayName, profile, administrators } = form.getValues()
    const merged = merge(base, theirs, {
      displayName: displayName ?? '',
      profile,
      administrators: administrators ?? [],
    })
    form.reset(theirs)
    const options = { shouldDirty: true, shouldValidate: true }
    form.setValue('displayName', merged.displayName, options)
    form.setValue('profile', merged.profile, options)
    form.setValue('administrators', merged.administrators, options)
    const described = describeChanges(start.data, next.data)
    setChanges(described.length === 0 ? ['A change was taken back'] : described)
    setStart(next)
  }
  const submit = async (values: AccountServiceUserOutput) => {
    try {
      await update.mutateAsync({ username, body: changesOf(start.data, values), ifMatch: start.etag })
    } catch (error) {
      if (!isRefusal(error, 'stale')) throw error
      await meetOthers()
      return false
    }
    showToast({ kind: 'success', message: `${username} saved` })
    onClose()
    return true
  }
  return (
    <Form form={form} onSubmit={submit}>
      {changes && (
        <ChangedNote
          title="Somebody else has changed it since you opened this form. Nothing was saved."
          changes={changes}
        >
          Your changes are kept, on top of theirs. Look through the form and save again.
        </ChangedNote>
      )}
      <div className={classes.form}>
        <TextField form={form} name="displayName" label="Display name" description="What people call it." autoFocus />
        <ProfileField form={form} name="profile" caller={caller} />
        <AdministratorsField form={form} organization={organization} caller={caller} />
        <FormError form={form} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form} needsChange>
          Save
        </SubmitButton>
      </DialogActions>
    </Form>
  )
}
