import '@mantine/core/styles/Input.layer.css'
import { Textarea } from '@mantine/core'
import type { FieldValues } from 'react-hook-form'
import { type FieldProps, useField } from './field.ts'

/** A text of several lines. */
export function TextareaField<Input extends FieldValues, Output>(props: FieldProps<Input, Output>) {
  const { field, input } = useField(props)
  return (
    <Textarea
      {...input}
      rows={3}
      autoComplete="off"
      value={(field.value as string | null | undefined) ?? ''}
      onChange={field.onChange}
      onBlur={field.onBlur}
    />
  )
}
