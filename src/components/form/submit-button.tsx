import { Button, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import type { FieldValues } from 'react-hook-form'
import type { ContractForm } from './use-contract-form.ts'

export interface SubmitButtonProps<Input extends FieldValues, Output> {
  form: ContractForm<Input, Output>
  /** The verb: "Create role". */
  children: ReactNode
  /** For edit forms: nothing to save while nothing has changed. */
  needsChange?: boolean
  color?: ButtonProps['color']
  fullWidth?: boolean
}

export function SubmitButton<Input extends FieldValues, Output>({
  form,
  children,
  needsChange = false,
  color,
  fullWidth = false,
}: SubmitButtonProps<Input, Output>) {
  const { isSubmitting, isDirty } = form.formState
  return (
    <Button
      type="submit"
      loading={isSubmitting}
      disabled={needsChange && !isDirty}
      fullWidth={fullWidth}
      {...(color === undefined ? {} : { color })}
    >
      {children}
    </Button>
  )
}
