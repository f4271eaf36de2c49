import { useMutation } from '@tanstack/react-query'
import { changePasswordBody } from '#contract/account.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { PasswordField } from '#src/components/form/password-field.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import classes from './account.module.css'
import { changePasswordMutation } from './account.queries.ts'

const empty = { current_password: '', new_password: '' }

export function PasswordForm({ email }: { email: string }) {
  const change = useMutation(changePasswordMutation())
  const form = useContractForm(changePasswordBody, { defaultValues: empty })
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        try {
          await change.mutateAsync(values)
        } catch (error) {
          if (!isRefusal(error, 'wrong_credentials')) throw error
          form.setError('current_password', { type: 'server', message: error.message }, { shouldFocus: true })
          return
        }
        form.reset(empty)
        showToast({ kind: 'success', message: 'Password changed; your other sessions have ended' })
      }}
    >
      <div className={classes.form}>
        {/* Password managers file the new password under the account they see here. */}
        <input
          type="text"
          className="visually-hidden"
          autoComplete="username"
          readOnly
          tabIndex={-1}
          value={email}
          aria-hidden
        />
        <PasswordField form={form} name="current_password" label="Current password" autoComplete="current-password" />
        <PasswordField
          form={form}
          name="new_password"
          label="New password"
          description="12 to 128 characters. Changing it ends your other sessions."
          autoComplete="new-password"
        />
        <FormError form={form} />
        <SubmitButton form={form} needsChange>
          Change password
        </SubmitButton>
      </div>
    </Form>
  )
}
