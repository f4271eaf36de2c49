import { Button } from '@mantine/core'
import { type RotateServiceUser, rotateServiceUserBody, type ServiceUser } from '#contract/service-users.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { SecretDialog } from '#src/components/lazy-dialogs.tsx'
import { Warning } from '#src/components/warning.tsx'
import { isExpired } from '#src/lib/expiry.ts'
import { joinList, plural } from '#src/lib/plural.ts'
import { useNow } from '#src/lib/use-now.ts'
import { useUnsureAttempt } from '#src/lib/use-unsure-attempt.ts'
import { defaultPresetDays, presetDay } from './expiry.ts'
import { ExpiryField } from './expiry-field.tsx'
import { labelOf } from './service-user-columns.tsx'
import classes from './service-user-form.module.css'

interface RotateDialogProps {
  serviceUser: ServiceUser
  onRotate: (body: RotateServiceUser, idempotencyKey: string) => Promise<void>
  onClose: () => void
}

/** Starts the replacement of a token that is in use; nothing stops working by it. */
export function RotateDialog({ serviceUser, onRotate, onClose }: RotateDialogProps) {
  return (
    <Dialog title={`Rotate the token of ${labelOf(serviceUser)}`} size="lg" onClose={onClose}>
      <RotateForm serviceUser={serviceUser} onRotate={onRotate} />
    </Dialog>
  )
}

function RotateForm({ serviceUser, onRotate }: Pick<RotateDialogProps, 'serviceUser' | 'onRotate'>) {
  const now = useNow()
  const dialog = useDialog()
  const { isUnsure, attempt } = useUnsureAttempt()
  const form = useContractForm(rotateServiceUserBody, {
    defaultValues: { expiry_date: presetDay(now, defaultPresetDays) },
  })
  const hasExpired = isExpired(serviceUser.expiry_date, now)

  const submit = async (body: RotateServiceUser) => {
    await SecretDialog.ready()
    await attempt(body, (idempotencyKey) => onRotate(body, idempotencyKey))
  }
  return (
    <Form form={form} onSubmit={submit}>
      <div className={classes.form}>
        <ol className={classes.plan}>
          <li>A second service user is made, with {copiesOf(serviceUser)}. Its token is shown once.</li>
          <li>You give the new token to whatever uses the old one. {hasExpired ? '' : 'Both work meanwhile.'}</li>
          <li>The page shows when each of them was last used.</li>
          <li>You retire the old one, or give the rotation up. Giving it up leaves the old one as it is.</li>
        </ol>
        <ExpiryField form={form} name="expiry_date" />
        <div>
          <FormError form={form} />
          {isUnsure && (
            <Warning>
              It may have been made all the same. Try again with nothing changed: you get its token, and no second one
              is made.
            </Warning>
          )}
        </div>
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()} data-autofocus>
          Cancel
        </Button>
        <SubmitButton form={form}>Make new token</SubmitButton>
      </DialogActions>
    </Form>
  )
}

/** What the new one gets of the old one. */
function copiesOf({ role_assignment_count: roles, allowed_cors_origins: origins }: ServiceUser): string {
  const parts = [
    'the same name',
    roles ? plural(roles, 'role assignment') : undefined,
    origins?.length ? plural(origins.length, 'CORS origin') : undefined,
  ]
  return joinList(parts.filter((part) => part !== undefined))
}
