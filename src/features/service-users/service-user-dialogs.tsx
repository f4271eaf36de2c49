import { useMutation } from '@tanstack/react-query'
import type { OwnAccess } from '#contract/access.ts'
import type { CreateServiceUser, RotateServiceUser, ServiceUser } from '#contract/service-users.ts'
import { messageOf } from '#src/api/api-error.ts'
import { SecretDialog } from '#src/components/lazy-dialogs.tsx'
import { tokenOnItsWay, useLeaveGuard } from '#src/components/leave-guard.ts'
import { createRoleAssignmentMutation } from '#src/features/role-assignments/role-assignments.queries.ts'
import type { Rotation } from './rotations.ts'
import { labelOf } from './service-user-columns.tsx'
import * as dialogs from './service-user-lazy-dialogs.ts'
import classes from './service-users.page.module.css'
import {
  createServiceUserMutation,
  resetTokenMutation,
  rotateServiceUserMutation,
  type TokenReset,
} from './service-users.queries.ts'
import { tokenFile, tokenSnippet } from './token-use.ts'

export type OpenDialog =
  | { kind: 'create' }
  | { kind: 'edit' | 'assign' | 'delete' | 'rotate' | 'reset' | 'cut-off'; serviceUser: ServiceUser }
  | { kind: 'retire' | 'give-up'; rotation: Rotation }

interface ServiceUserDialogsProps {
  project: string
  own: OwnAccess | undefined
  serviceUsers: readonly ServiceUser[]
  dialog: OpenDialog | undefined
  onClose: () => void
}

/** What is open over the list, and each new token once. */
export function ServiceUserDialogs({ project, own, serviceUsers, dialog, onClose }: ServiceUserDialogsProps) {
  const create = useMutation(createServiceUserMutation(project))
  const assign = useMutation(createRoleAssignmentMutation(project))
  const rotate = useMutation(rotateServiceUserMutation(project))
  const reset = useMutation(resetTokenMutation(project))
  useLeaveGuard(() => create.isPending || rotate.isPending || reset.isPending, tokenOnItsWay)

  const createAndAssign = async (body: CreateServiceUser, role: string, idempotencyKey: string) => {
    const created = await create.mutateAsync({ body, idempotencyKey })
    onClose()
    // Beside the token, not before it: whatever becomes of the role, the token is shown.
    if (role !== '') assign.mutate({ assignee: created.id, assignee_type: 'user', role })
  }
  const startRotation = async (id: string, body: RotateServiceUser, idempotencyKey: string) => {
    await rotate.mutateAsync({ id, body, idempotencyKey })
    onClose()
  }
  const renewed = serviceUsers.find(({ id }) => id === reset.variables?.id)
  const snippet = (token: string) => tokenSnippet(token, window.location.origin, project)

  return (
    <>
      {dialog && (
        <DialogOfKind
          project={project}
          own={own}
          dialog={dialog}
          serviceUsers={serviceUsers}
          onCreate={createAndAssign}
          onRotate={startRotation}
          onReset={reset.mutateAsync}
          onClose={onClose}
        />
      )}
      {create.data && (
        <SecretDialog
          title="Service user created"
          secret={create.data.token}
          label="Token"
          file={tokenFile(create.data.name)}
          snippet={snippet}
          onClose={() => {
            create.reset()
            assign.reset()
          }}
        >
          <RoleOutcome
            name={labelOf(create.data)}
            role={assign.variables?.role}
            isPending={assign.isPending}
            error={assign.error}
          />
        </SecretDialog>
      )}
      {rotate.data && (
        <SecretDialog
          title="New token made"
          secret={rotate.data.token}
          label="Token"
          file={tokenFile(rotate.data.name)}
          snippet={snippet}
          onClose={() => rotate.reset()}
        >
          {`The new token of ${labelOf(rotate.data)}. Give it to whatever uses the old one, which is left as it is.`}
        </SecretDialog>
      )}
      {reset.data && (
        <SecretDialog
          title="Token reset"
          secret={reset.data.token}
          label="Token"
          file={tokenFile(renewed?.name ?? '')}
          snippet={snippet}
          onClose={() => reset.reset()}
        >
          {renewed && `The new token of ${labelOf(renewed)}. The old one has stopped working.`}
        </SecretDialog>
      )}
    </>
  )
}

interface DialogOfKindProps {
  project: string
  own: OwnAccess | undefined
  dialog: OpenDialog
  serviceUsers: readonly ServiceUser[]
  onCreate: (body: CreateServiceUser, role: string, idempotencyKey: string) => Promise<void>
  onRotate: (id: string, body: RotateServiceUser, idempotencyKey: string) => Promise<void>
  onReset: (reset: TokenReset) => Promise<unknown>
  onClose: () => void
}

function DialogOfKind({ project, own, dialog, serviceUsers, onCreate, onRotate, onReset, onClose }: DialogOfKindProps) {
  switch (dialog.kind) {
    case 'create':
      return <dialogs.CreateServiceUserDialog project={project} onCreate={onCreate} onClose={onClose} />
    case 'edit':
      return <dialogs.EditServiceUserDialog project={project} serviceUser={dialog.serviceUser} onClose={onClose} />
    case 'assign':
      return <dialogs.AssignRoleDialog project={project} serviceUser={dialog.serviceUser} onClose={onClose} />
    case 'delete':
      return <dialogs.DeleteServiceUserDialog project={project} serviceUser={dialog.serviceUser} onClose={onClose} />
    case 'rotate': {
      const { serviceUser } = dialog
      return (
        <dialogs.RotateDialog
          serviceUser={serviceUser}
          onRotate={(body, key) => onRotate(serviceUser.id, body, key)}
          onClose={onClose}
        />
      )
    }
    case 'reset':
      return (
        <dialogs.ResetTokenDialog
          project={project}
          serviceUser={dialog.serviceUser}
          onReset={onReset}
          onClose={onClose}
        />
      )
    case 'cut-off':
      return (
        <dialogs.CutOffDialog
          project={project}
          serviceUser={dialog.serviceUser}
          replacement={serviceUsers.find(({ id }) => id === dialog.serviceUser.replaced_by)}
          own={own}
          onReset={onReset}
          onClose={onClose}
        />
      )
    case 'retire':
      return <dialogs.RetireDialog project={project} rotation={dialog.rotation} onClose={onClose} />
    case 'give-up':
      return <dialogs.GiveUpDialog project={project} rotation={dialog.rotation} onClose={onClose} />
  }
}

interface RoleOutcomeProps {
  name: string
  role: string | undefined
  isPending: boolean
  error: unknown
}

/** What the new service user may do. A role that could not be given is no reason to hide the token. */
function RoleOutcome({ name, role, isPending, error }: RoleOutcomeProps) {
  if (role === undefined) return `${name} has no role yet, so it can do nothing. Its menu in the list gives it one.`
  if (isPending) return `Giving ${name} the role ${role}…`
  if (!error) return `${name} has the role ${role} in this project.`
  return (
    <span role="alert" className={classes.failed}>
      {name} was created, but could not be given the role {role}: {messageOf(error)} Its menu in the list gives it one.
    </span>
  )
}
