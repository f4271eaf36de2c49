import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox } from '@mantine/core'
import { useField } from '#src/components/form/field.ts'
import type { ContractForm } from '#src/components/form/use-contract-form.ts'
import type { SubscriptionForm } from './subscription-form.ts'

interface NoEndFieldProps {
  form: ContractForm<SubscriptionForm, SubscriptionForm>
  isPossible: boolean
}

/** That a subscription runs without an end. */
export function NoEndField({ form, isPossible }: NoEndFieldProps) {
  const { field, input } = useField({ form, name: 'has_no_end', label: 'No end date', disabled: !isPossible })
  return (
    <Checkbox
      {...input}
      description={isPossible ? 'It runs until it is changed.' : 'A subscription that begins needs an end date.'}
      checked={isPossible && field.value === true}
      onChange={(event) => field.onChange(event.currentTarget.checked)}
      onBlur={field.onBlur}
    />
  )
}
