import { ChipsField } from '#src/components/form/chips-field.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { TextareaField } from '#src/components/form/textarea-field.tsx'
import type { ContractForm } from '#src/components/form/use-contract-form.ts'
import { judgeLabel, splitLabels } from './labels.ts'

export const nameRule =
  'Letters, digits, dots, dashes and underscores, starting with a letter or digit; at most 64 characters.'

interface FieldsProps<Input extends CommonInput, Output> {
  form: ContractForm<Input, Output>
}
type CommonInput = { description: string; labels: string[] }

/** Description and labels, alike in every form. */
export function CommonFields<Input extends CommonInput, Output>({ form }: FieldsProps<Input, Output>) {
  // The names are those of `CommonInput`; the compiler cannot tell for whatever extends it.
  const fields = form as unknown as ContractForm<CommonInput, Output>
  return (
    <>
      <TextareaField form={fields} name="description" label="Description" />
      <ChipsField
        form={fields}
        name="labels"
        label="Labels"
        description="A name with a value, such as team: vision. They help to find it."
        placeholder="name: value"
        noun="label"
        judge={judgeLabel}
        split={splitLabels}
      />
    </>
  )
}

interface NameFieldProps<Input extends { name: string }, Output> {
  form: ContractForm<Input, Output>
  /** In place of the rule, where something else matters more. */
  description?: string
}

export function NameField<Input extends { name: string }, Output>({
  form,
  description = nameRule,
}: NameFieldProps<Input, Output>) {
  const fields = form as unknown as ContractForm<{ name: string }, Output>
  return <TextField form={fields} name="name" label="Name" description={description} autoFocus />
}
