import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useNavigate } from 'react-router-dom'
import * as z from 'zod/mini'
import { slugRule } from '#contract/common.ts'
import { createOrganizationBody } from '#contract/organizations.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { Form } from '#src/components/form/form.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import { projectKeys } from '#src/features/projects/projects.queries.ts'
import { paths } from '#src/lib/paths.ts'
import { ChangeError } from './change-error.tsx'
import classes from './organizations.module.css'
import { organizationQuery, updateOrganizationMutation } from './organizations.queries.ts'

const renameBody = z.object({ name: createOrganizationBody.shape.name })

export interface RenameOrganizationDialogProps {
  organization: string
  etag: string | undefined
  onClose: () => void
}

export function RenameOrganizationDialog(props: RenameOrganizationDialogProps) {
  return (
    <Dialog title={`Rename ${props.organization}`} onClose={props.onClose}>
      <RenameForm {...props} />
    </Dialog>
  )
}

function RenameForm({ organization, etag, onClose }: RenameOrganizationDialogProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const dialog = useDialog()
  const rename = useMutation(updateOrganizationMutation(organization))
  const form = useContractForm(renameBody, { defaultValues: { name: organization } })
  return (
    <Form
      form={form}
      onSubmit={async ({ name }) => {
        const renamed = await rename.mutateAsync({ body: { name }, ifMatch: etag })
        client.setQueryData(organizationQuery(name).queryKey, renamed)
        showToast({ kind: 'success', message: `${organization} is now ${name}` })
        onClose()
        await navigate(paths.overview(name), { replace: true })
        client.removeQueries({ queryKey: organizationQuery(organization).queryKey })
        // Projects name their organization.
        await client.invalidateQueries({ queryKey: projectKeys.all })
      }}
    >
      <div className={classes.form}>
        <p className={classes.warning}>
          <TriangleAlert size={16} aria-hidden />
          <span>
            Addresses of this dashboard and scripts that use the name <strong>{organization}</strong> stop working at
            once. Anybody may then take the old name.
          </span>
        </p>
        <TextField form={form} name="name" label="New name" description={slugRule} autoFocus />
        <ChangeError form={form} error={rename.error} organization={organization} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form} needsChange color="red">
          Rename organization
        </SubmitButton>
      </DialogActions>
    </Form>
  )
}
