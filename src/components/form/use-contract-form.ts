import { zodResolver } from '@hookform/resolvers/zod'
import { type DefaultValues, type FieldValues, type UseFormReturn, useForm } from 'react-hook-form'
import type * as z from 'zod/mini'

export type ContractForm<Input extends FieldValues, Output> = UseFormReturn<Input, unknown, Output>

/**
 * A form over a body schema of the contract: its rules are checked while typing, and said after a short pause.
 * Defaults are read once; a changed subject is a new `key` on the component.
 */
export function useContractForm<Input extends FieldValues, Output>(
  schema: z.ZodMiniType<Output, Input>,
  { defaultValues }: { defaultValues: DefaultValues<Input> },
): ContractForm<Input, Output> {
  return useForm<Input, unknown, Output>({
    resolver: zodResolver(schema),
    defaultValues,
    // Not on blur: a message that appears under the pointer moves the button away from the click that left the field.
    mode: 'onChange',
    delayError: 500,
  })
}
