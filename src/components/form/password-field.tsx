import '@mantine/core/styles/Input.layer.css'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FieldValues } from 'react-hook-form'
import { type FieldProps, useField } from './field.ts'
import classes from './password-field.module.css'

export interface PasswordFieldProps<Input extends FieldValues, Output> extends FieldProps<Input, Output> {
  autoComplete: 'current-password' | 'new-password'
}

export function PasswordField<Input extends FieldValues, Output>({
  autoComplete,
  ...props
}: PasswordFieldProps<Input, Output>) {
  const { field, input } = useField(props)
  const [isShown, setIsShown] = useState(false)
  return (
    <TextInput
      {...input}
      type={isShown ? 'text' : 'password'}
      autoComplete={autoComplete}
      autoCapitalize="none"
      spellCheck={false}
      value={(field.value as string | null | undefined) ?? ''}
      onChange={field.onChange}
      onBlur={field.onBlur}
      rightSectionWidth="4rem"
      rightSection={
        <button
          type="button"
          className={classes.toggle}
          aria-pressed={isShown}
          aria-label="Show password"
          onClick={() => setIsShown(!isShown)}
        >
          {isShown ? 'Hide' : 'Show'}
        </button>
      }
    />
  )
}
