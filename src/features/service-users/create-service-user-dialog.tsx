import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { CreateServiceUser } from '#contract/service-users.ts'
import { GainedPermissions } from '#src/components/access-changes/gained-permissions.tsx'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SelectField } from '#src/components/form/select-field.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { SecretDialog } from '#src/components/lazy-dialogs.tsx'
import { Warning } from '#src/components/warning.tsx'
import { useAssignableRoles, wholeProject } from '#src/features/roles/assignable-roles.queries.ts'
import { roleQuery } from '#src/features/roles/roles.queries.ts'
import { whyNot } from '#src/lib/own-rights.ts'
import { plural } from '#src/lib/plural.ts'
import { useNow } from '#src/lib/use-now.ts'
import { useUnsureAttempt } from '#src/lib/use-unsure-attempt.ts'
import { defaultPresetDays, presetDay } from './expiry.ts'
import { isClosedToServiceUsers, roleOptions } from './role-options.ts'
import { ServiceUserFields } from './service-user-fields.tsx'
import classes from './service-user-form.module.css'
import { type NewServiceUserValues, newServiceUserForm } from './service-user-form.ts'

interface CreateServiceUserDialogProps {
  project: string
  onCreate: (body: CreateServiceUser, role: string, idempotencyKey: string) => Promise<void>
  onClose: () => void
}

export function CreateServiceUserDialog({ project, onCreate, onClose }: CreateServiceUserDialogProps) {
  return (
    <Dialog title="Create service user" kind="drawer" size="lg" onClose={onClose}>
      <CreateServiceUserForm project={project} onCreate={onCreate} />
    </Dialog>
  )
}

function CreateServiceUserForm({ project, onCreate }: Pick<CreateServiceUserDialogProps, 'project' | 'onCreate'>) {
  const now = useNow()
  const { roles, error, own, refusal } = useAssignableRoles(project)
  const noRole = whyNot(own, 'roles.assignments.create')
  const { isUnsure, attempt } = useUnsureAttempt()
  const dialog = useDialog()
  const form = useContractForm(newServiceUserForm, {
    defaultValues: {
      name: '',
      expiry_date: presetDay(now, defaultPresetDays),
      allowed_cors_origins: [],
      role: '',
    },
  })

  const role = form.watch('role')

  const submit = async ({ role: chosen, ...body }: NewServiceUserValues) => {
    await SecretDialog.ready()
    await attempt(body, (idempotencyKey) => onCreate(body, chosen, idempotencyKey))
  }
  return (
    <Form form={form} onSubmit={submit}>
      <div className={classes.form}>
        <ServiceUserFields form={form} />
        <SelectField
          form={form}
          name="role"
          label="Role in the project"
          description={
            error
              ? 'The roles could not be loaded. Somebody who may see them can give it one later.'
              : (noRole ?? 'Without a role it can do nothing. Rights on single objects can be given later.')
          }
          options={[
            { value: '', label: 'None for now' },
            ...roleOptions(roles, (name) => refusal(name, wholeProject(project))),
          ]}
          disabled={!roles || noRole !== undefined}
        />
        {role !== '' && <Gains project={project} role={role} />}
        <div>
          <FormError form={form} />
          {isUnsure && (
            <Warning>
              It may have been created all the same. Try again with nothing changed: you get its token, and no second
              one is made.
            </Warning>
          )}
        </div>
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form}>Create service user</SubmitButton>
      </DialogActions>
    </Form>
  )
}

function Gains({ project, role }: { project: string; role: string }) {
  const { data, error } = useQuery(roleQuery(project, role))
  const names = data?.role.permissions
  const usable = names?.filter((name) => !isClosedToServiceUsers(name))
  const closed = (names?.length ?? 0) - (usable?.length ?? 0)
  return (
    <GainedPermissions lead="It gains" names={usable} error={error}>
      {closed > 0 && (
        <p>
          {plural(closed, 'more permission')} of the role {closed === 1 ? 'does' : 'do'} nothing for it: roles, role
          assignments and project users are closed to service users.
        </p>
      )}
    </GainedPermissions>
  )
}
