import '@mantine/core/styles/Input.layer.css'
import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FieldValues } from 'react-hook-form'
import { type FieldProps, useField } from '#src/components/form/field.ts'
import { subscriptionNames } from './subscription.ts'

export interface SubscriptionFieldProps<Input extends FieldValues, Output> extends FieldProps<Input, Output> {
  onPick?: (name: string) => void
}

const OTHER = 'other'

/** A subscription by name: the usual ones are offered, any other may be typed. */
export function SubscriptionField<Input extends FieldValues, Output>({
  onPick,
  ...props
}: SubscriptionFieldProps<Input, Output>) {
  const { field, input } = useField(props)
  const value = (field.value as string | null | undefined) ?? ''
  const [isOther, setIsOther] = useState(!subscriptionNames.some((name) => name === value))
  const { ref, error, ...select } = input
  const pick = (name: string) => {
    field.onChange(name)
    onPick?.(name)
  }
  return (
    <>
      <NativeSelect
        {...select}
        {...(isOther ? {} : { ref, error })}
        data={[...subscriptionNames.map((name) => ({ value: name, label: name })), { value: OTHER, label: 'Another…' }]}
        value={isOther ? OTHER : value}
        onChange={(event) => {
          const picked = event.currentTarget.value
          setIsOther(picked === OTHER)
          pick(picked === OTHER ? '' : picked)
        }}
        onBlur={field.onBlur}
      />
      {isOther && (
        <TextInput
          ref={ref}
          error={error}
          label="Name of the subscription"
          description="Lowercase letters, digits, dashes and underscores, starting with a letter."
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={(event) => pick(event.currentTarget.value)}
          onBlur={field.onBlur}
        />
      )}
    </>
  )
}
