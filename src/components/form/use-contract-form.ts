import { zodResolver } from '@hookform/resolvers/zod'
import { type DefaultValues, type FieldValues, type UseFormReturn, useForm } from 'react-hook-form'
import type * as z from 'zod/mini'

export type ContractForm<Input extends FieldValues, Output> = UseFormReturn<Input, unknown, Output>

/**
 * A form over a body schema of the contract: its rules are checked once a field has been left, and then with each key.
 * Defaults are read once; a changed subject is a new `key` on the component.
 */
export function useContractForm<Input extends FieldValues, Output>(
  schema: z.ZodMiniType<Output, Input>,
  { defaultValues }: { defaultValues: DefaultValues<Input> },
): ContractForm<Input, Output> {
  return useForm<Input, unknown, Output>({
    resolver: zodResolver(schema),
    defaultValues,
    mode: 'onTouched',
    // A field that the server refused must not stay refused while it is being mended.
    reValidateMode: 'onChange',
  })
}
