import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import * as z from 'zod/mini'
import { createAccountServiceUserBody } from '#contract/account-service-users.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import { Warning } from '#src/components/warning.tsx'
import { useUnsureAttempt } from '#src/lib/use-unsure-attempt.ts'
import classes from './account-service-users.module.css'
import { createAccountServiceUserMutation } from './account-service-users.queries.ts'
import { ProfileField } from './profile-field.tsx'
import type { Caller } from './rights.ts'

interface CreateAccountServiceUserDialogProps {
  organization: string
  caller: Caller
  onCreated: (username: string) => void
  onClose: () => void
}

const { username, email, profile, displayName } = createAccountServiceUserBody.shape
const newAccountServiceUserForm = z.object({ username, email, profile, displayName })
type Values = z.output<typeof newAccountServiceUserForm>

export function CreateAccountServiceUserDialog(props: CreateAccountServiceUserDialogProps) {
  return (
    <Dialog title="Create account service user" kind="drawer" size="lg" onClose={props.onClose}>
      <CreateForm {...props} />
    </Dialog>
  )
}

function CreateForm({ organization, caller, onCreated, onClose }: CreateAccountServiceUserDialogProps) {
  const create = useMutation(createAccountServiceUserMutation(organization))
  const { isUnsure, attempt } = useUnsureAttempt()
  const dialog = useDialog()
  const form = useContractForm(newAccountServiceUserForm, {
    defaultValues: { username: '', email: '', profile: 'READ_ONLY', displayName: '' },
  })

  const submit = async (body: Values) => {
    await attempt(body, async (idempotencyKey) => {
      const created = await create.mutateAsync({ body, idempotencyKey })
      showToast({ kind: 'success', message: `${created.username} created` })
      onClose()
      onCreated(created.username)
    })
  }
  return (
    <Form form={form} onSubmit={submit}>
      <div className={classes.form}>
        <TextField
          form={form}
          name="username"
          label="Username"
          description="It signs in with this, and it stays as it is. Unique over all organizations."
          autoFocus
        />
        <TextField
          form={form}
          name="email"
          type="email"
          label="E-mail"
          description="Of no other service user. No mail is sent there, and nobody signs in with it."
        />
        <ProfileField form={form} name="profile" caller={caller} />
        <TextField form={form} name="displayName" label="Display name" description="What people call it. Optional." />
        <p>You become its administrator. It can do nothing yet: generate its keys on the page that comes next.</p>
        <div>
          <FormError form={form} />
          {isUnsure && (
            <Warning>
              It may have been created all the same. Try again with nothing changed: no second one is made.
            </Warning>
          )}
        </div>
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form}>Create service user</SubmitButton>
      </DialogActions>
    </Form>
  )
}
