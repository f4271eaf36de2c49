import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router-dom'
import * as z from 'zod/mini'
import { slugRule } from '#contract/common.ts'
import { createOrganizationBody } from '#contract/organizations.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import { projectKeys } from '#src/features/projects/projects.queries.ts'
import { paths } from '#src/lib/paths.ts'
import { OrganizationConflict } from './organization-conflict.tsx'
import classes from './organizations.module.css'
import { organizationQuery, updateOrganizationMutation } from './organizations.queries.ts'
import { type TaggedOrganization, useOrganizationStart } from './use-organization-start.ts'

const renameBody = z.object({ name: createOrganizationBody.shape.name })

export interface RenameOrganizationDialogProps {
  organization: TaggedOrganization
  onClose: () => void
}

export function RenameOrganizationDialog(props: RenameOrganizationDialogProps) {
  // A refetch may bring another name; the question is about this one.
  const [opened] = useState(props.organization.data.name)
  return (
    <Dialog title={`Rename ${opened}`} onClose={props.onClose}>
      <RenameForm {...props} />
    </Dialog>
  )
}

function RenameForm({ organization: opened, onClose }: RenameOrganizationDialogProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const dialog = useDialog()
  const { start, theirs, save, settle } = useOrganizationStart(opened)
  const organization = start.data.name
  const rename = useMutation(updateOrganizationMutation(organization))
  const form = useContractForm(renameBody, { defaultValues: { name: organization } })

  const [follows, setFollows] = useState<string>()
  const { isDirty } = form.formState

  const takeTheirs = () => {
    const { name } = settle().data
    form.reset({ name })
    if (name !== opened.data.name) setFollows(name)
  }
  useEffect(() => {
    // Only after the form has been seen clean: before that, leaving would ask whether to discard what was given up.
    if (follows === undefined || isDirty) return
    onClose()
    void navigate(paths.overview(follows), { replace: true })
  }, [follows, isDirty, onClose, navigate])
  const keepMine = () => {
    const mine = form.getValues('name')
    form.reset({ name: settle().data.name })
    form.setValue('name', mine, { shouldDirty: true })
  }
  return (
    <Form
      form={form}
      onSubmit={({ name }) =>
        save(async ({ etag }) => {
          const renamed = await rename.mutateAsync({ body: { name }, ifMatch: etag })
          client.setQueryData(organizationQuery(name).queryKey, renamed)
          showToast({ kind: 'success', message: `${organization} is now ${name}` })
          onClose()
          await navigate(paths.overview(name), { replace: true })
          client.removeQueries({ queryKey: organizationQuery(opened.data.name).queryKey })
          // Projects name their organization.
          await client.invalidateQueries({ queryKey: projectKeys.all })
        })
      }
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
        {theirs ? (
          <OrganizationConflict
            before={start.data}
            theirs={theirs.data}
            onKeepMine={keepMine}
            onTakeTheirs={takeTheirs}
          />
        ) : (
          <FormError form={form} />
        )}
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        {theirs ? (
          <Button disabled title="Decide whose values go on first">
            Rename organization
          </Button>
        ) : (
          <SubmitButton form={form} needsChange color="red">
            Rename organization
          </SubmitButton>
        )}
      </DialogActions>
    </Form>
  )
}
