import type { FieldValues } from 'react-hook-form'
import { ChipsInput } from './chips-input.tsx'
import { type FieldProps, useField } from './field.ts'

export interface ChipsFieldProps<Input extends FieldValues, Output> extends FieldProps<Input, Output> {
  placeholder?: string
  judge?: (value: string) => string | undefined
  split?: (text: string) => string[]
  noun: string
}

/** {@link ChipsInput} as a field whose value is a list of texts. */
export function ChipsField<Input extends FieldValues, Output>({
  placeholder,
  judge,
  split,
  noun,
  autoFocus = false,
  ...props
}: ChipsFieldProps<Input, Output>) {
  const { field, input } = useField(props)
  return (
    <ChipsInput
      label={input.label}
      description={input.description}
      error={input.error}
      disabled={input.disabled}
      values={(field.value as string[] | null | undefined) ?? []}
      onChange={field.onChange}
      onBlur={field.onBlur}
      noun={noun}
      autoFocus={autoFocus}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(judge === undefined ? {} : { judge })}
      {...(split === undefined ? {} : { split })}
    />
  )
}
