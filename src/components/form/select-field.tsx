import '@mantine/core/styles/Input.layer.css'
import { NativeSelect } from '@mantine/core'
import type { FieldValues } from 'react-hook-form'
import { type FieldProps, useField } from './field.ts'

export interface SelectFieldProps<Input extends FieldValues, Output> extends FieldProps<Input, Output> {
  options: readonly { value: string; label: string; disabled?: boolean }[]
}

/** A choice among a few. The browser's own control: no weight, and it works with every keyboard and screen reader. */
export function SelectField<Input extends FieldValues, Output>({ options, ...props }: SelectFieldProps<Input, Output>) {
  const { field, input } = useField(props)
  return (
    <NativeSelect
      {...input}
      data={options.map((option) => ({ ...option, disabled: option.disabled ?? false }))}
      value={(field.value as string | null | undefined) ?? ''}
      onChange={field.onChange}
      onBlur={field.onBlur}
    />
  )
}
