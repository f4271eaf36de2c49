import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import * as z from 'zod/mini'
import { slug, slugRule } from '#contract/common.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import classes from './projects.page.module.css'
import { renameProjectMutation } from './projects.queries.ts'

interface RenameProjectDialogProps {
  project: string
  onClose: () => void
}

const renameBody = z.object({ name: slug })

/** Renaming breaks what uses the old name, so the dialog says so before the verb can be pressed. */
export function RenameProjectDialog({ project, onClose }: RenameProjectDialogProps) {
  return (
    <Dialog title={`Rename the project ${project}`} onClose={onClose}>
      <RenameProjectForm project={project} onClose={onClose} />
    </Dialog>
  )
}

function RenameProjectForm({ project, onClose }: RenameProjectDialogProps) {
  const rename = useMutation(renameProjectMutation())
  const dialog = useDialog()
  const form = useContractForm(renameBody, { defaultValues: { name: project } })

  const submit = async ({ name }: { name: string }) => {
    await rename.mutateAsync({ project, name })
    showToast({ kind: 'success', message: `${project} is now ${name}` })
    onClose()
  }
  return (
    <Form form={form} onSubmit={submit}>
      <div className={classes.form}>
        <TextField form={form} name="name" label="New name" description={slugRule} autoFocus />
        <p className={classes.warning}>
          <TriangleAlert size={18} aria-hidden />
          <span>
            Every address, script and client that uses <strong>{project}</strong> stops working until it uses the new
            name. The tokens of its service users stay valid.
          </span>
        </p>
        <FormError form={form} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form} needsChange color="red">
          Rename project
        </SubmitButton>
      </DialogActions>
    </Form>
  )
}
