import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AccessChange, AccessExplanation, AccessStep } from '#contract/access.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { AccessChanges } from '#src/components/access-changes.tsx'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { showToast } from '#src/components/toast.tsx'
import { updateMemberMutation } from '#src/features/members/members.queries.ts'
import {
  createRoleAssignmentMutation,
  deleteRoleAssignmentMutation,
} from '#src/features/role-assignments/role-assignments.queries.ts'
import classes from './access.module.css'
import { accessKeys, projectAccessPreviewQuery } from './access.queries.ts'
import { actLabel, describeStep, labelOf } from './access-wording.ts'
import { changeFor } from './change-steps.ts'
import { useSeenAdmin } from './seen-admin.tsx'

export interface ApplyChangeDialogProps {
  project: string
  organization: string | undefined
  explanation: AccessExplanation
  onClose: () => void
}

/** Shows what the smallest change does to whom, and carries it out. */
export function ApplyChangeDialog({ project, organization, explanation, onClose }: ApplyChangeDialogProps) {
  const client = useQueryClient()
  const assign = useMutation(createRoleAssignmentMutation(project))
  const unassign = useMutation(deleteRoleAssignmentMutation(project))
  const updateMember = useMutation(updateMemberMutation(organization ?? ''))
  const steps = explanation.change?.steps ?? []
  // Whoever stops being an admin may not be allowed the rest any more.
  const changes = steps
    .flatMap((step) => changeFor(step, project, explanation) ?? [])
    .toSorted((one, other) => Number(isAboutAdmins(one)) - Number(isAboutAdmins(other)))
  const preview = useQuery(projectAccessPreviewQuery(project, changes))
  const who = labelOf(explanation)
  const { note, act } = useSeenAdmin({
    project,
    organization,
    explanation,
    isNeeded: changes.some(isAboutAdmins),
    onChanged: () => void preview.refetch(),
  })

  /** False where others were faster and nothing was done. */
  const make = async (change: AccessChange): Promise<boolean> => {
    if (change.type === 'role_assignment_create') await assign.mutateAsync(change.assignment)
    if (change.type === 'organization_user_update')
      return act((ifMatch) => updateMember.mutateAsync({ ...change, ifMatch }))
    if (change.type === 'role_assignment_delete')
      await unassign.mutateAsync(change.id).catch(async (error: unknown) => {
        if (!isRefusal(error, 'not_found')) throw error
        // Gone already, by a first try or by somebody else: that is what was wanted, and what is shown is old.
        await client.invalidateQueries({ queryKey: accessKeys.all(project) })
      })
    return true
  }
  const confirm = async () => {
    for (const change of changes) {
      if (!(await make(change))) return
    }
    showToast({ kind: 'success', message: `The access of ${who} has changed` })
    onClose()
  }

  return (
    <ConfirmDialog
      title={`${actLabel(steps)}?`}
      confirmLabel={actLabel(steps)}
      kind={explanation.allowed ? 'breaking' : 'granting'}
      size="lg"
      onConfirm={confirm}
      onClose={onClose}
    >
      <Steps steps={steps} who={who} />
      <AccessChanges preview={preview} project={project} />
      {note}
    </ConfirmDialog>
  )
}

const isAboutAdmins = ({ type }: AccessChange) => type === 'organization_user_update'

function Steps({ steps, who }: { steps: readonly AccessStep[]; who: string }) {
  return (
    <ol className={classes.steps} data-single={steps.length === 1}>
      {steps.map((step) => (
        <li key={'role_assignment' in step ? step.role_assignment : step.type}>{describeStep(step, who)}</li>
      ))}
    </ol>
  )
}
