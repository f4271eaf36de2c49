import { Button } from '@mantine/core'
import { type CreatePersonalToken, createPersonalTokenBody } from '#contract/account.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { DateField } from '#src/components/form/date-field.tsx'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { SecretDialog } from '#src/components/lazy-dialogs.tsx'
import { Warning } from '#src/components/warning.tsx'
import { addDays } from '#src/lib/dates.ts'
import { useNow } from '#src/lib/use-now.ts'
import { useUnsureAttempt } from '#src/lib/use-unsure-attempt.ts'
import classes from './account.module.css'

const DEFAULT_LIFE_DAYS = 90

interface CreateTokenDialogProps {
  onCreate: (body: CreatePersonalToken, idempotencyKey: string) => Promise<void>
  onClose: () => void
}

export function CreateTokenDialog({ onCreate, onClose }: CreateTokenDialogProps) {
  return (
    <Dialog title="Create personal token" onClose={onClose}>
      <CreateTokenForm onCreate={onCreate} />
    </Dialog>
  )
}

function CreateTokenForm({ onCreate }: Pick<CreateTokenDialogProps, 'onCreate'>) {
  const now = useNow()
  const { isUnsure, attempt } = useUnsureAttempt()
  const dialog = useDialog()
  const form = useContractForm(createPersonalTokenBody, {
    defaultValues: { name: '', expiry_date: addDays(now, DEFAULT_LIFE_DAYS) },
  })
  const expiry = form.watch('expiry_date')

  const submit = async (body: CreatePersonalToken) => {
    await SecretDialog.ready()
    await attempt(body, (idempotencyKey) => onCreate(body, idempotencyKey))
  }
  return (
    <Form form={form} onSubmit={submit}>
      <div className={classes.form}>
        <TextField
          form={form}
          name="name"
          label="Name"
          description="What uses it, so that you know it later."
          autoFocus
        />
        <DateField form={form} name="expiry_date" label="Expires" min={addDays(now, 1)} />
        <p className={classes.date}>
          {expiry ? `Stops working on ${expiry} at 00:00 UTC.` : 'Without a date it works until you delete it.'}
        </p>
        <div>
          <FormError form={form} />
          {isUnsure && (
            <Warning>
              It may have been created all the same. Try again with nothing changed: you get that token, and no second
              one is made.
            </Warning>
          )}
        </div>
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form}>Create token</SubmitButton>
      </DialogActions>
    </Form>
  )
}
