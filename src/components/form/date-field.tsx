import '@mantine/core/styles/Input.layer.css'
import { TextInput } from '@mantine/core'
import type { FieldValues } from 'react-hook-form'
import { type FieldProps, useField } from './field.ts'

export interface DateFieldProps<Input extends FieldValues, Output> extends FieldProps<Input, Output> {
  /** Bounds as `YYYY-MM-DD`. */
  min?: string
  max?: string
}

/** A UTC day as `YYYY-MM-DD`; empty is `null`, which the contract reads as "no date". */
export function DateField<Input extends FieldValues, Output>({ min, max, ...props }: DateFieldProps<Input, Output>) {
  const { field, input } = useField(props)
  return (
    <TextInput
      {...input}
      type="date"
      value={(field.value as string | null | undefined) ?? ''}
      onChange={(event) => field.onChange(event.currentTarget.value || null)}
      onBlur={field.onBlur}
      {...(min === undefined ? {} : { min })}
      {...(max === undefined ? {} : { max })}
    />
  )
}
