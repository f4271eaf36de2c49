import '@mantine/core/styles/Input.layer.css'
import { Button, NativeSelect } from '@mantine/core'
import { useWatch } from 'react-hook-form'
import { type CreateVersionedObject, dataTypes } from '#contract/objects.ts'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { RowsField } from '#src/components/form/rows-field.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { type ContractForm, useContractForm } from '#src/components/form/use-contract-form.ts'
import { CommonFields, NameField } from './common-fields.tsx'
import { type NewVersionedValues, newVersioned, newVersionedForm, toVersionedBody } from './new-object.ts'
import classes from './object-form.module.css'
import type { VersionedKind } from './objects.queries.ts'

interface CreateVersionedFormProps {
  kind: VersionedKind
  onSubmit: (body: CreateVersionedObject) => Promise<void>
}

export function CreateVersionedForm({ kind, onSubmit }: CreateVersionedFormProps) {
  const dialog = useDialog()
  const form = useContractForm(newVersionedForm, { defaultValues: newVersioned })
  return (
    <Form form={form} onSubmit={(values) => onSubmit(toVersionedBody(values))}>
      <div className={classes.form}>
        <NameField form={form} />
        <CommonFields form={form} />
        <DataSide form={form} side="input" label="Input" />
        <DataSide form={form} side="output" label="Output" />
        <FormError form={form} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form}>Create {kind}</SubmitButton>
      </DialogActions>
    </Form>
  )
}

interface DataSideProps {
  form: ContractForm<NewVersionedValues, NewVersionedValues>
  side: 'input' | 'output'
  label: string
}

/** What goes in, or comes out: anything, or fields by name and type. */
function DataSide({ form, side, label }: DataSideProps) {
  const type = useWatch({ control: form.control, name: `${side}_type` })
  return (
    <>
      <NativeSelect
        label={`${label} type`}
        description={
          type === 'plain' ? 'One text or file, as it is sent.' : 'Fields, each with a name and a type of its own.'
        }
        data={[
          { value: 'plain', label: 'Plain' },
          { value: 'structured', label: 'Structured' },
        ]}
        value={type}
        onChange={(event) => {
          const isStructured = event.currentTarget.value === 'structured'
          form.setValue(`${side}_type`, isStructured ? 'structured' : 'plain', { shouldDirty: true })
          // Fields that are not shown must not be sent, or keep the form from being sent.
          if (!isStructured) form.setValue(`${side}_fields`, [], { shouldValidate: true })
        }}
      />
      {type === 'structured' && (
        <RowsField
          form={form}
          name={`${side}_fields`}
          label={`${label} fields`}
          noun={`${side} field`}
          first={{ key: 'name', label: 'Name' }}
          second={{ key: 'data_type', label: 'Type', kind: 'choice', options: dataTypes }}
        />
      )}
    </>
  )
}
