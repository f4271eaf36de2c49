import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearchParams } from 'react-router-dom'
import { signInBody } from '#contract/session.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { PasswordField } from '#src/components/form/password-field.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { PageHeader } from '#src/components/page-header.tsx'
import { safeReturnPath } from '#src/lib/paths.ts'
import { sessionQuery, signInMutation } from './session.queries.ts'
import classes from './session-page.module.css'

export function SignInPage() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const signIn = useMutation(signInMutation())
  const form = useContractForm(signInBody, { defaultValues: { email: '', password: '' } })

  return (
    <>
      <PageHeader title="Sign in" />
      <Form
        form={form}
        asksBeforeLeaving={false}
        onSubmit={async (values) => {
          const session = await signIn.mutateAsync(values)
          client.clear()
          client.setQueryData(sessionQuery().queryKey, session)
          await navigate(safeReturnPath(search.get('return')), { replace: true })
        }}
      >
        <div className={classes.form}>
          <TextField form={form} name="email" label="E-mail" type="email" autoComplete="username" autoFocus />
          <PasswordField form={form} name="password" label="Password" autoComplete="current-password" />
          <FormError form={form} />
          <SubmitButton form={form}>Sign in</SubmitButton>
        </div>
      </Form>
    </>
  )
}
