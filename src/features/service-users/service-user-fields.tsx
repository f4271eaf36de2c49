import { ChipsField } from '#src/components/form/chips-field.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import type { ContractForm } from '#src/components/form/use-contract-form.ts'
import { ExpiryField } from './expiry-field.tsx'
import { judgeOrigin } from './origin.ts'
import type { ServiceUserInput } from './service-user-form.ts'

interface ServiceUserFieldsProps<Input extends ServiceUserInput, Output> {
  form: ContractForm<Input, Output>
  /** The expiry date it has now, for a form that edits. */
  currentExpiry?: string | null
  /** Changes when an expiry date is put into the form from outside. */
  expiryKey?: string | number
}

/** Name, expiry and origins, alike in both forms. */
export function ServiceUserFields<Input extends ServiceUserInput, Output>({
  form,
  currentExpiry,
  expiryKey,
}: ServiceUserFieldsProps<Input, Output>) {
  // The names are those of `ServiceUserInput`; the compiler cannot tell for whatever extends it.
  const fields = form as unknown as ContractForm<ServiceUserInput, Output>
  return (
    <>
      <TextField
        form={fields}
        name="name"
        label="Name"
        description="What uses it, so that you know it later."
        autoFocus
      />
      <ExpiryField
        key={expiryKey}
        form={fields}
        name="expiry_date"
        {...(currentExpiry === undefined ? {} : { current: currentExpiry })}
      />
      <div>
        <ChipsField
          form={fields}
          name="allowed_cors_origins"
          label="CORS origins"
          description="Web pages of these origins may send requests with the token. Leave it empty for anything that is no web page."
          placeholder="https://app.example.com"
          noun="origin"
          judge={judgeOrigin}
        />
      </div>
    </>
  )
}
