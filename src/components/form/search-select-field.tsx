import '@mantine/core/styles/Input.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import { Select } from '@mantine/core'
import type { FieldValues } from 'react-hook-form'
import { type FieldProps, useField } from './field.ts'

export interface SearchSelectFieldProps<Input extends FieldValues, Output> extends FieldProps<Input, Output> {
  options: readonly { value: string; label: string; disabled?: boolean }[]
  placeholder?: string
  /** Shown when nothing matches. */
  nothingFound?: string
}

/** A choice among many, found by typing. Heavy: for dialogs and other lazily loaded places. */
export function SearchSelectField<Input extends FieldValues, Output>({
  options,
  placeholder,
  nothingFound = 'Nothing found',
  ...props
}: SearchSelectFieldProps<Input, Output>) {
  const { field, input } = useField(props)
  return (
    <Select
      {...input}
      data={options.map((option) => ({ ...option }))}
      searchable
      placeholder={placeholder ?? ''}
      nothingFoundMessage={nothingFound}
      limit={100}
      value={(field.value as string | null | undefined) ?? null}
      onChange={field.onChange}
      onBlur={field.onBlur}
    />
  )
}
