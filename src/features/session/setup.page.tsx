import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router-dom'
import { setupBody } from '#contract/session.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { PageHeader } from '#src/components/page-header.tsx'
import { Problem } from '#src/components/problem.tsx'
import { codeInAddress, forgetCode } from '#src/lib/code-in-address.ts'
import { paths } from '#src/lib/paths.ts'
import { NewAccountFields } from './new-account-fields.tsx'
import { completeSetupMutation, sessionQuery, setupQuery } from './session.queries.ts'
import classes from './session-page.module.css'

/** The first admin of an installation, made once with the code that its terminal shows. */
export function SetupPage() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [code] = useState(codeInAddress)
  const state = useQuery(setupQuery())
  const setup = useMutation(completeSetupMutation())
  const form = useContractForm(setupBody, {
    defaultValues: { code: code ?? '', email: '', password: '', name: '', surname: '' },
  })

  if (state.data?.needed === false || isRefusal(setup.error, 'setup_done'))
    return (
      <Problem title="Already set up" actions={<Link to={paths.signIn()}>Go to sign-in</Link>}>
        <p>This installation has its first admin. Ask them to add you to an organization.</p>
      </Problem>
    )
  return (
    <>
      <PageHeader title="Set up Steward" description="Create the first account. It can change every subscription." />
      <Form
        form={form}
        onSubmit={async (values) => {
          const session = await setup.mutateAsync(values)
          forgetCode()
          client.setQueryData(sessionQuery().queryKey, session)
          await navigate(paths.organizations(), { replace: true })
        }}
      >
        <div className={classes.form}>
          <TextField
            form={form}
            name="code"
            label="Setup code"
            description="Printed in the terminal where Steward was started."
            autoFocus={!code}
          />
          <TextField form={form} name="email" label="E-mail" type="email" autoComplete="username" autoFocus={!!code} />
          <NewAccountFields form={form} />
          <FormError form={form} />
          <SubmitButton form={form}>Create account</SubmitButton>
        </div>
      </Form>
    </>
  )
}
