import '@mantine/core/styles/Input.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import { Autocomplete } from '@mantine/core'
import type { FieldValues } from 'react-hook-form'
import { type FieldProps, useField } from '#src/components/form/field.ts'
import { subscriptionNames } from './subscription.ts'

export interface SubscriptionFieldProps<Input extends FieldValues, Output> extends FieldProps<Input, Output> {
  onPick?: (name: string) => void
}

/** A subscription by name: the usual ones are offered, any other may be typed. */
export function SubscriptionField<Input extends FieldValues, Output>({
  onPick,
  ...props
}: SubscriptionFieldProps<Input, Output>) {
  const { field, input } = useField(props)
  return (
    <Autocomplete
      {...input}
      data={[...subscriptionNames]}
      // All of them also while one is in the field, or the others could not be found.
      filter={({ options }) => options}
      // Part of the dialog around it, for assistive technology as for the eye.
      comboboxProps={{ withinPortal: false }}
      withScrollArea={false}
      autoComplete="off"
      spellCheck={false}
      value={(field.value as string | null | undefined) ?? ''}
      onChange={(name) => {
        field.onChange(name)
        onPick?.(name)
      }}
      onBlur={field.onBlur}
    />
  )
}
