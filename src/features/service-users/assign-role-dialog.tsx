import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import * as z from 'zod/mini'
import type { ServiceUser } from '#contract/service-users.ts'
import { AccessChanges } from '#src/components/access-changes.tsx'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SelectField } from '#src/components/form/select-field.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import { projectAccessPreviewQuery } from '#src/features/access/access.queries.ts'
import {
  createRoleAssignmentMutation,
  roleAssignmentListQuery,
} from '#src/features/role-assignments/role-assignments.queries.ts'
import { useAssignableRoles, wholeProject } from '#src/features/roles/assignable-roles.queries.ts'
import { joinList } from '#src/lib/plural.ts'
import { roleOptions } from './role-options.ts'
import { labelOf } from './service-user-columns.tsx'
import classes from './service-user-form.module.css'

interface AssignRoleDialogProps {
  project: string
  serviceUser: ServiceUser
  onClose: () => void
}

const roleForm = z.object({ role: z.string().check(z.minLength(1, 'Choose a role')) })

/** Gives a service user a role on the whole project, and says what it gains by that. */
export function AssignRoleDialog({ project, serviceUser, onClose }: AssignRoleDialogProps) {
  return (
    <Dialog title={`Give ${labelOf(serviceUser)} a role`} onClose={onClose}>
      <AssignRoleForm project={project} serviceUser={serviceUser} onClose={onClose} />
    </Dialog>
  )
}

function AssignRoleForm({ project, serviceUser, onClose }: AssignRoleDialogProps) {
  const { roles, error, refusal } = useAssignableRoles(project)
  const assignments = useQuery(roleAssignmentListQuery(project))
  const assign = useMutation(createRoleAssignmentMutation(project))
  const dialog = useDialog()
  const form = useContractForm(roleForm, { defaultValues: { role: '' } })
  const role = form.watch('role')
  const held = assignments.data
    ?.filter(({ assignee }) => assignee === serviceUser.id)
    .map(({ role, resource, resource_type }) =>
      resource_type === 'project' ? role : `${role} on the ${resource_type} ${resource}`,
    )

  const submit = async ({ role }: { role: string }) => {
    await assign.mutateAsync({ assignee: serviceUser.id, assignee_type: 'user', role })
    showToast({ kind: 'success', message: `${labelOf(serviceUser)} has the role ${role}` })
    onClose()
  }
  return (
    <Form form={form} onSubmit={submit}>
      <div className={classes.form}>
        {held && <p>{held.length === 0 ? 'It has no role yet.' : `It has ${joinList(held)}.`}</p>}
        <SelectField
          form={form}
          name="role"
          label="Role"
          description={error ? 'The roles could not be loaded.' : 'It holds on the whole project.'}
          options={[
            { value: '', label: 'Choose a role' },
            ...roleOptions(roles, (name) => refusal(name, wholeProject(project))),
          ]}
          disabled={!roles}
          autoFocus
        />
        {role !== '' && <Preview key={role} project={project} serviceUser={serviceUser} role={role} />}
        <FormError form={form} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form}>Give role</SubmitButton>
      </DialogActions>
    </Form>
  )
}

function Preview({
  project,
  serviceUser,
  role,
}: Pick<AssignRoleDialogProps, 'project' | 'serviceUser'> & { role: string }) {
  const preview = useQuery(
    projectAccessPreviewQuery(project, [
      {
        type: 'role_assignment_create',
        project,
        assignment: { assignee: serviceUser.id, assignee_type: 'user', role },
      },
    ]),
  )
  return (
    <AccessChanges
      project={project}
      preview={preview}
      unchanged="It gains nothing: its other roles give the same, or the role gives nothing to a service user"
    />
  )
}
