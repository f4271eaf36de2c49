import type { ReactNode } from 'react'
import { type FieldPath, type FieldValues, useController } from 'react-hook-form'
import type { ContractForm } from './use-contract-form.ts'

export interface FieldProps<Input extends FieldValues, Output> {
  form: ContractForm<Input, Output>
  name: FieldPath<Input>
  label: ReactNode
  /** The rule or a hint; it stays below the label while an error shows below the field. */
  description?: ReactNode
  disabled?: boolean
  autoFocus?: boolean
}

/** Connects a field of a form: its value, handlers and message, in the props that Mantine's inputs take. */
export function useField<Input extends FieldValues, Output>({
  form,
  name,
  label,
  description,
  disabled = false,
  autoFocus = false,
}: FieldProps<Input, Output>) {
  const { field, fieldState } = useController({ control: form.control, name })
  return {
    field,
    input: {
      ref: field.ref,
      name: field.name,
      label,
      disabled,
      error: messageIn(fieldState.error),
      ...(description === undefined ? {} : { description }),
      // Dialogs place the focus by this attribute, pages by the property.
      ...(autoFocus ? { autoFocus: true, 'data-autofocus': true } : {}),
    },
  }
}

/** The message of a field, or the first of its items: a list's error is a list, whatever its type says. */
function messageIn(error: unknown): string | undefined {
  if (Array.isArray(error)) return error.map(messageIn).find((message) => message !== undefined)
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
    ? error.message
    : undefined
}
