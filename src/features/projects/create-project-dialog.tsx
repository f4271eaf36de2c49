import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { slugRule } from '#contract/common.ts'
import { type CreateProject, createProjectBody } from '#contract/projects.ts'
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
import classes from './projects.page.module.css'
import { createProjectMutation } from './projects.queries.ts'

interface CreateProjectDialogProps {
  organization: string
  onClose: () => void
}

export function CreateProjectDialog({ organization, onClose }: CreateProjectDialogProps) {
  return (
    <Dialog title="Create project" onClose={onClose}>
      <CreateProjectForm organization={organization} onClose={onClose} />
    </Dialog>
  )
}

function CreateProjectForm({ organization, onClose }: CreateProjectDialogProps) {
  const create = useMutation(createProjectMutation())
  const keyFor = useAttempt()
  const dialog = useDialog()
  const form = useContractForm(createProjectBody, { defaultValues: { name: '', organization_name: organization } })

  const submit = async (body: CreateProject) => {
    const project = await create.mutateAsync({ body, idempotencyKey: keyFor(body) })
    showToast({ kind: 'success', message: `Project ${project.name} created` })
    onClose()
  }
  return (
    <Form form={form} onSubmit={submit}>
      <div className={classes.form}>
        <TextField
          form={form}
          name="name"
          label="Name"
          description={`${slugRule}. No other project may have it, in whatever organization.`}
          autoFocus
        />
        <p>
          It starts with the default roles. The admins of <strong>{organization}</strong> become its project admins.
        </p>
        <FormError form={form} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form}>Create project</SubmitButton>
      </DialogActions>
    </Form>
  )
}
