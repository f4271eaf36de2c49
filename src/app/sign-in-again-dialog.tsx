import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SignIn, signInBody, type User } from '#contract/session.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { PasswordField } from '#src/components/form/password-field.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { sessionQuery, signInMutation } from '#src/features/session/session.queries.ts'
import { paths } from '#src/lib/paths.ts'
import { sessionIsBack } from './signed-out.ts'

/** Asks for the password when the session has ended, over the page, which keeps what was entered. */
export function SignInAgainDialog() {
  const client = useQueryClient()
  const user: User | undefined = client.getQueryData(sessionQuery().queryKey)?.user
  const signIn = useMutation(signInMutation())
  const form = useContractForm(signInBody, { defaultValues: { email: user?.email ?? '', password: '' } })

  const leave = () => window.location.assign(paths.signIn(window.location.pathname + window.location.search))
  const submit = async (values: SignIn) => {
    const session = await signIn.mutateAsync(values)
    client.setQueryData(sessionQuery().queryKey, session)
    sessionIsBack()
    await client.invalidateQueries()
  }

  return (
    <Dialog title="Your session has ended" onClose={leave} size="sm">
      <Form form={form} onSubmit={submit} asksBeforeLeaving={false}>
        <p>
          Sign in as <strong>{user?.email}</strong> to go on. What you have entered on this page is kept.
        </p>
        {/* Password managers fill in a form only when they see the account. */}
        <input
          type="text"
          className="visually-hidden"
          autoComplete="username"
          readOnly
          tabIndex={-1}
          value={user?.email ?? ''}
          aria-hidden
        />
        <PasswordField form={form} name="password" label="Password" autoComplete="current-password" autoFocus />
        <FormError form={form} />
        <DialogActions>
          <Button variant="default" onClick={leave}>
            Leave the page
          </Button>
          <SubmitButton form={form}>Sign in</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
