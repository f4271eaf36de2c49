import { useWatch } from 'react-hook-form'
import { RowsField } from '#src/components/form/rows-field.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import type { ContractForm } from '#src/components/form/use-contract-form.ts'
import { spellSeconds } from './form-parts.ts'

type BucketInput = { ttl: string; configuration: { name: string; value: string }[] }

interface BucketFieldProps<Input extends BucketInput, Output> {
  form: ContractForm<Input, Output>
}

/** How long files stay, spelled out while it is typed. */
export function TtlField<Input extends BucketInput, Output>({ form }: BucketFieldProps<Input, Output>) {
  // The names are those of `BucketInput`; the compiler cannot tell for whatever extends it.
  const fields = form as unknown as ContractForm<BucketInput, Output>
  const ttl = useWatch({ control: fields.control, name: 'ttl' })
  return (
    <TextField
      form={fields}
      name="ttl"
      label="Delete files after"
      description={
        /^\d{1,10}$/.test(ttl) && Number(ttl) > 0
          ? `Seconds: ${spellSeconds(Number(ttl))}.`
          : 'Seconds, such as 604800 for 7 days. Leave it empty to keep files until somebody deletes them.'
      }
    />
  )
}

export function ConfigurationField<Input extends BucketInput, Output>({ form }: BucketFieldProps<Input, Output>) {
  const fields = form as unknown as ContractForm<BucketInput, Output>
  return (
    <RowsField
      form={fields}
      name="configuration"
      label="Configuration"
      description="Where the provider keeps the files, such as the name of its bucket and its region. No secrets: everybody who may see the bucket sees it."
      noun="setting"
      first={{ key: 'name', label: 'Name' }}
      second={{ key: 'value', label: 'Value', kind: 'text' }}
    />
  )
}
