import '@mantine/core/styles/Input.layer.css'
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router-dom'
import { type SignIn, signInBody } from '#contract/session.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { PasswordInput } from '#src/components/form/password-input.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { safeReturnPath } from '#src/lib/paths.ts'
import { sessionQuery, signInMutation } from './session.queries.ts'
import classes from './session-page.module.css'

const names = ['email', 'password'] as const satisfies (keyof SignIn)[]
type Problems = Partial<Record<keyof SignIn, string>>

/**
 * The one form without react-hook-form, whose weight would come before anybody has signed in: two fields, read and
 * judged by the contract when they are sent.
 */
export function SignInPage() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const signIn = useMutation({
    ...signInMutation(),
    onSuccess: async (session) => {
      client.clear()
      client.setQueryData(sessionQuery().queryKey, session)
      await navigate(safeReturnPath(search.get('return')), { replace: true })
    },
  })
  const [problems, setProblems] = useState<Problems>({})

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const parsed = signInBody.safeParse(Object.fromEntries(new FormData(form)))
    const found: Problems = {}
    for (const { path, message } of parsed.error?.issues ?? []) found[path[0] as keyof SignIn] ??= message
    setProblems(found)
    const first = names.find((name) => found[name] !== undefined)
    if (first !== undefined) form.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus()
    if (parsed.data) signIn.mutate(parsed.data)
  }
  const forget = (name: keyof SignIn) => () => setProblems((before) => ({ ...before, [name]: undefined }))

  return (
    <>
      <PageHeader title="Sign in" />
      <form className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          name="email"
          label="E-mail"
          type="email"
          autoComplete="username"
          spellCheck={false}
          autoFocus
          error={problems.email}
          onChange={forget('email')}
        />
        <PasswordInput
          name="password"
          label="Password"
          autoComplete="current-password"
          error={problems.password}
          onChange={forget('password')}
        />
        {signIn.error && <ErrorNote error={signIn.error} />}
        <Button type="submit" loading={signIn.isPending}>
          Sign in
        </Button>
      </form>
    </>
  )
}
