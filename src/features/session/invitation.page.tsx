import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router-dom'
import { newAccountBody } from '#contract/invitations.ts'
import { signInBody } from '#contract/session.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { PasswordField } from '#src/components/form/password-field.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { Problem } from '#src/components/problem.tsx'
import { codeInAddress, forgetCode } from '#src/lib/code-in-address.ts'
import { paths } from '#src/lib/paths.ts'
import { acceptInvitationMutation, invitationQuery } from './invitation.queries.ts'
import { NewAccountFields } from './new-account-fields.tsx'
import { sessionQuery, signInMutation } from './session.queries.ts'
import classes from './session-page.module.css'

/** Where an invitation link leads: a person joins one organization, with a new account or with their own. */
export function InvitationPage() {
  const [code] = useState(codeInAddress)
  if (code === undefined)
    return (
      <UnusableInvitation>
        The link is not complete, or this page was reloaded. Open the link that you were given again.
      </UnusableInvitation>
    )
  return <OpenInvitation code={code} />
}

function OpenInvitation({ code }: { code: string }) {
  const invitation = useQuery(invitationQuery(code))
  if (isRefusal(invitation.error, 'invitation_invalid', 'invalid_input'))
    return (
      <UnusableInvitation>
        It has been used, has expired, or a newer one was made. Ask an admin of the organization for a new link.
      </UnusableInvitation>
    )
  if (invitation.error) return <LoadError error={invitation.error} onRetry={invitation.refetch} />
  if (!invitation.data) return <PageHeader title="Invitation" description="Looking up what you are invited to…" />
  const { email, organization, sign_in_required: hasAccount } = invitation.data
  const Accept = hasAccount ? SignInAndAccept : CreateAccountAndAccept
  return (
    <>
      <PageHeader title={`Join ${organization}`} description={`You are invited as ${email}.`} />
      <Accept code={code} email={email} organization={organization} />
    </>
  )
}

interface AcceptProps {
  code: string
  email: string
  organization: string
}

function useAccept({ code, organization }: AcceptProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const accept = useMutation(acceptInvitationMutation())
  return async (account: { name?: string; surname?: string; password?: string } = {}) => {
    const session = await accept.mutateAsync({ code, ...account })
    forgetCode()
    client.clear()
    client.setQueryData(sessionQuery().queryKey, session)
    await navigate(paths.overview(organization), { replace: true })
  }
}

function CreateAccountAndAccept(props: AcceptProps) {
  const accept = useAccept(props)
  const form = useContractForm(newAccountBody, { defaultValues: { name: '', surname: '', password: '' } })
  return (
    <Form form={form} onSubmit={accept}>
      <div className={classes.form}>
        <AccountName email={props.email} />
        <NewAccountFields form={form} />
        <FormError form={form} />
        <SubmitButton form={form}>Create account and join</SubmitButton>
      </div>
    </Form>
  )
}

// An address that has a password belongs to somebody: only its owner may accept, and the code sets no password.
function SignInAndAccept(props: AcceptProps) {
  const signIn = useMutation(signInMutation())
  const accept = useAccept(props)
  const form = useContractForm(signInBody, { defaultValues: { email: props.email, password: '' } })
  return (
    <Form
      form={form}
      asksBeforeLeaving={false}
      onSubmit={async (values) => {
        await signIn.mutateAsync(values)
        await accept()
      }}
    >
      <div className={classes.form}>
        <p className={classes.note}>You have an account already. Sign in to accept.</p>
        <AccountName email={props.email} />
        <PasswordField form={form} name="password" label="Password" autoComplete="current-password" autoFocus />
        <FormError form={form} />
        <SubmitButton form={form}>Sign in and join</SubmitButton>
      </div>
    </Form>
  )
}

/** Password managers file a password under the account they see in the form. */
function AccountName({ email }: { email: string }) {
  return (
    <input
      type="text"
      className="visually-hidden"
      autoComplete="username"
      readOnly
      tabIndex={-1}
      value={email}
      aria-hidden
    />
  )
}

function UnusableInvitation({ children }: { children: string }) {
  return (
    <Problem title="This invitation cannot be used" actions={<Link to={paths.signIn()}>Go to sign-in</Link>}>
      <p>{children}</p>
    </Problem>
  )
}
