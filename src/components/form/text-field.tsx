import '@mantine/core/styles/Input.layer.css'
import { TextInput } from '@mantine/core'
import type { HTMLInputAutoCompleteAttribute } from 'react'
import type { FieldValues } from 'react-hook-form'
import { type FieldProps, useField } from './field.ts'

export interface TextFieldProps<Input extends FieldValues, Output> extends FieldProps<Input, Output> {
  type?: 'text' | 'email'
  /** Digits on the keyboard of a phone. */
  inputMode?: 'decimal'
  placeholder?: string
  autoComplete?: HTMLInputAutoCompleteAttribute
}

export function TextField<Input extends FieldValues, Output>({
  type = 'text',
  inputMode,
  placeholder,
  autoComplete = 'off',
  ...props
}: TextFieldProps<Input, Output>) {
  const { field, input } = useField(props)
  return (
    <TextInput
      {...input}
      type={type}
      inputMode={inputMode}
      placeholder={placeholder ?? ''}
      autoComplete={autoComplete}
      spellCheck={false}
      value={(field.value as string | null | undefined) ?? ''}
      onChange={field.onChange}
      onBlur={field.onBlur}
    />
  )
}
