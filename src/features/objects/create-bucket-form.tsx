import { Button } from '@mantine/core'
import { useWatch } from 'react-hook-form'
import type { CreateBucket } from '#contract/objects.ts'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { RowsField } from '#src/components/form/rows-field.tsx'
import { SelectField } from '#src/components/form/select-field.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { ConfigurationField, TtlField } from './bucket-fields.tsx'
import { CommonFields, NameField } from './common-fields.tsx'
import { newBucket, newBucketForm, toBucketBody } from './new-object.ts'
import classes from './object-form.module.css'
import { OTHER_PROVIDER, OWN_PROVIDER, providers } from './providers.ts'

export function CreateBucketForm({ onSubmit }: { onSubmit: (body: CreateBucket) => Promise<void> }) {
  const dialog = useDialog()
  const form = useContractForm(newBucketForm, { defaultValues: newBucket })
  const provider = useWatch({ control: form.control, name: 'provider' })
  return (
    <Form form={form} onSubmit={(values) => onSubmit(toBucketBody(values))}>
      <div className={classes.form}>
        <NameField form={form} />
        <SelectField form={form} name="provider" label="Provider" options={providers} />
        {provider === OTHER_PROVIDER && (
          <TextField
            form={form}
            name="other_provider"
            label="Name of the provider"
            description="As the server calls it."
          />
        )}
        {provider !== OWN_PROVIDER && (
          <>
            <RowsField
              form={form}
              name="credentials"
              label="Credentials"
              description="Sent once and never shown again. A Steward server never opens a bucket, so it checks them and keeps none."
              noun="credential"
              first={{ key: 'name', label: 'Name' }}
              second={{ key: 'value', label: 'Value', kind: 'secret' }}
            />
            <ConfigurationField form={form} />
          </>
        )}
        <TtlField form={form} />
        <CommonFields form={form} />
        <FormError form={form} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form}>Create bucket</SubmitButton>
      </DialogActions>
    </Form>
  )
}
