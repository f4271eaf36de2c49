import type { FieldValues } from 'react-hook-form'
import { ApiError } from '#src/api/api-error.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import type { ContractForm } from './use-contract-form.ts'

/** The refusal that belongs to no field, with its request id; it stands above the button. */
export function FormError<Input extends FieldValues, Output>({ form }: { form: ContractForm<Input, Output> }) {
  const error = form.formState.errors.root?.server ?? form.formState.errors.root
  if (!error?.message) return null
  const requestId = typeof error.type === 'string' && error.type !== '' ? error.type : undefined
  return <ErrorNote error={new ApiError('refused', error.message, { requestId })} />
}
