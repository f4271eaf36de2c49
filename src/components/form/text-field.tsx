import '@mantine/core/styles/Input.layer.css'
import { TextInput } from '@mantine/core'
import type { HTMLInputAutoCompleteAttribute } from 'react'
import type { FieldValues } from 'react-hook-form'
import { type FieldProps, useField } from './field.ts'

export interface TextFieldProps<Input extends FieldValues, Output> extends FieldProps<Input, Output> {
  type?: 'text' | 'email'
  placeholder?: string
  autoComplete?: HTMLInputAutoCompleteAttribute
}

export function TextField<Input extends FieldValues, Output>({
  type = 'text',
  placeholder,
  autoComplete = 'off',
  ...props
}: TextFieldProps<Input, Output>) {
  const { field, input } = useField(props)
  return (
    <TextInput
      {...input}
      type={type}
      placeholder={placeholder ?? ''}
      autoComplete={autoComplete}
      spellCheck={false}
      value={(field.value as string | null | undefined) ?? ''}
      onChange={field.onChange}
      onBlur={field.onBlur}
    />
  )
}
