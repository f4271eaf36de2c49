import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { isRefusal } from '#src/api/api-error.ts'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import { ConfigurationField, TtlField } from './bucket-fields.tsx'
import { CommonFields, NameField } from './common-fields.tsx'
import { changesOf, describeChanges, type EditValues, editFormOf, toEditValues } from './edit-object.ts'
import classes from './object-form.module.css'
import { type ObjectChange, objectQuery, type TaggedObject, updateObjectMutation } from './objects.queries.ts'
import { OWN_PROVIDER } from './providers.ts'

interface EditObjectFormProps {
  project: string
  start: TaggedObject
  onTakeTheirs: (theirs: TaggedObject) => void
  onClose: () => void
  onSaved: ((name: string) => void) | undefined
}

export function EditObjectForm({ project, start, onTakeTheirs, onClose, onSaved }: EditObjectFormProps) {
  const client = useQueryClient()
  const update = useMutation(updateObjectMutation(project))
  const dialog = useDialog()
  const [theirs, setTheirs] = useState<TaggedObject>()
  const { object } = start
  const schema = useMemo(() => editFormOf(object), [object])
  const form = useContractForm(schema, { defaultValues: toEditValues(object) })

  const submit = async (values: EditValues) => {
    const change: ObjectChange = {
      kind: object.kind,
      // Theirs may have another name; an object is asked for by the one that it has now.
      name: (theirs ?? start).object.name,
      ifMatch: (theirs ?? start).etag,
      body: changesOf(object, values),
    }
    try {
      const { name } = await update.mutateAsync(change)
      // Under a new name there is nothing to read again.
      if (name === object.name)
        void client.invalidateQueries({ queryKey: objectQuery(project, object.kind, name).queryKey })
      showToast({ kind: 'success', message: `${name} saved` })
      onClose()
      onSaved?.(name)
    } catch (error) {
      // Whether this read works out or not, the refusal itself is shown.
      if (isRefusal(error, 'stale'))
        setTheirs(await client.fetchQuery(objectQuery(project, object.kind, object.name)).catch(() => undefined))
      throw error
    }
  }
  return (
    <Form form={form} onSubmit={submit}>
      <div className={classes.form}>
        <NameField
          form={form}
          {...(form.formState.dirtyFields.name
            ? { description: 'Requests and scripts that use the old name fail from then on.' }
            : {})}
        />
        <CommonFields form={form} />
        {object.kind === 'bucket' && <TtlField form={form} />}
        {object.kind === 'bucket' && object.provider !== OWN_PROVIDER && <ConfigurationField form={form} />}
        {theirs ? (
          <div className={classes.conflict} role="alert">
            <strong>Somebody else has changed it since you opened it. Nothing of yours is saved yet.</strong>
            <ul>
              {describeChanges(object, theirs.object).map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
            Saving anyway changes only what you have changed; where both did, yours counts.
            <div>
              <Button size="compact-sm" variant="default" onClick={() => onTakeTheirs(theirs)}>
                Discard mine, load theirs
              </Button>
            </div>
          </div>
        ) : (
          <FormError form={form} />
        )}
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form} needsChange>
          {theirs ? 'Save anyway' : 'Save'}
        </SubmitButton>
      </DialogActions>
    </Form>
  )
}
