import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import { useAttempt } from '#src/lib/use-attempt.ts'
import { CommonFields, nameRule } from './common-fields.tsx'
import { type NewVersionValues, newVersionForm, toVersionBody } from './new-object.ts'
import classes from './object-form.module.css'
import { createVersionMutation, type VersionedKind } from './objects.queries.ts'

interface CreateVersionDialogProps {
  project: string
  kind: VersionedKind
  name: string
  /** The first version becomes the default. */
  isFirst: boolean
  onClose: () => void
}

export function CreateVersionDialog(props: CreateVersionDialogProps) {
  return (
    <Dialog title={`Create version of ${props.name}`} onClose={props.onClose}>
      <CreateVersionForm {...props} />
    </Dialog>
  )
}

function CreateVersionForm({ project, kind, name, isFirst, onClose }: CreateVersionDialogProps) {
  const create = useMutation(createVersionMutation(project))
  const keyFor = useAttempt()
  const dialog = useDialog()
  const form = useContractForm(newVersionForm, {
    defaultValues: { version: isFirst ? 'v1' : '', description: '', labels: [] },
  })

  const submit = async (values: NewVersionValues) => {
    const body = toVersionBody(values)
    const created = await create.mutateAsync({ kind, name, body, idempotencyKey: keyFor(body) })
    showToast({ kind: 'success', message: `Version ${created.version} of ${name} created` })
    onClose()
  }
  return (
    <Form form={form} onSubmit={submit}>
      <div className={classes.form}>
        <TextField form={form} name="version" label="Version" description={nameRule} autoFocus />
        <CommonFields form={form} />
        <FormError form={form} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form}>Create version</SubmitButton>
      </DialogActions>
    </Form>
  )
}
