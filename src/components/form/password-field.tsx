import type { FieldValues } from 'react-hook-form'
import { type FieldProps, useField } from './field.ts'
import { PasswordInput, type PasswordInputProps } from './password-input.tsx'

export interface PasswordFieldProps<Input extends FieldValues, Output> extends FieldProps<Input, Output> {
  autoComplete: PasswordInputProps['autoComplete']
}

export function PasswordField<Input extends FieldValues, Output>({
  autoComplete,
  ...props
}: PasswordFieldProps<Input, Output>) {
  const { field, input } = useField(props)
  return (
    <PasswordInput
      {...input}
      autoComplete={autoComplete}
      value={(field.value as string | null | undefined) ?? ''}
      onChange={field.onChange}
      onBlur={field.onBlur}
    />
  )
}
