import type { FieldPath, FieldValues } from 'react-hook-form'
import { PasswordField } from '#src/components/form/password-field.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import type { ContractForm } from '#src/components/form/use-contract-form.ts'
import classes from './session-page.module.css'

interface NewAccount extends FieldValues {
  name: string
  surname: string
  password: string
}

/** What a person without an account says about themselves, at the first-run setup and with an invitation. */
export function NewAccountFields<Input extends NewAccount, Output>({ form }: { form: ContractForm<Input, Output> }) {
  // The constraint gives every form these three fields, which the type of paths cannot see.
  const field = (name: keyof NewAccount & string) => name as FieldPath<Input>
  return (
    <>
      <div className={classes.pair}>
        <TextField form={form} name={field('name')} label="Name" autoComplete="given-name" />
        <TextField form={form} name={field('surname')} label="Surname" autoComplete="family-name" />
      </div>
      <PasswordField
        form={form}
        name={field('password')}
        label="Password"
        description="12 to 128 characters; a few unrelated words work well."
        autoComplete="new-password"
      />
    </>
  )
}
