import { useMutation, useQueryClient } from '@tanstack/react-query'
import { updateProfileBody } from '#contract/account.ts'
import type { User } from '#contract/session.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import { sessionQuery } from '#src/features/session/session.queries.ts'
import classes from './account.module.css'
import { updateProfileMutation } from './account.queries.ts'

export function ProfileForm({ user }: { user: User }) {
  const client = useQueryClient()
  const update = useMutation(updateProfileMutation())
  const form = useContractForm(updateProfileBody, { defaultValues: { name: user.name, surname: user.surname } })
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const saved = await update.mutateAsync(values)
        client.setQueryData(sessionQuery().queryKey, { user: saved })
        form.reset({ name: saved.name, surname: saved.surname })
        showToast({ kind: 'success', message: 'Profile saved' })
      }}
    >
      <div className={classes.form}>
        <div className={classes.pair}>
          <TextField form={form} name="name" label="Name" autoComplete="given-name" />
          <TextField form={form} name="surname" label="Surname" autoComplete="family-name" />
        </div>
        <FormError form={form} />
        <SubmitButton form={form} needsChange>
          Save profile
        </SubmitButton>
      </div>
    </Form>
  )
}
