import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Dialog } from '#src/components/dialog.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { useLeaveGuard } from '#src/components/leave-guard.ts'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { whyNoCreateOn } from '#src/lib/own-rights.ts'
import {
  type AssignRolesForm,
  type AssignRolesValues,
  assignRolesForm,
  emptySelection,
  levelsOf,
} from './assign-roles.schema.ts'
import { AssignRolesFormStep } from './assign-roles-form.tsx'
import { AssignRolesPlan } from './assign-roles-plan.tsx'
import { AssignRolesResult } from './assign-roles-result.tsx'
import { type AssignOutcome, type AssignResult, assignAll, planAssignments } from './assignment-plan.ts'
import { objectKinds } from './assignment-rows.ts'
import { createRoleAssignmentsMutation, roleAssignmentListQuery } from './role-assignments.queries.ts'
import { useAssigneeOptions, useRoleOptions } from './use-assign-options.ts'

export interface AssignRolesDialogProps {
  project: string
  onClose: () => void
}

/** Assigns roles in three steps: who gets what on what, what that would do, and what it did. */
export function AssignRolesDialog(props: AssignRolesDialogProps) {
  return (
    <Dialog title={`Assign roles in ${props.project}`} onClose={props.onClose} kind="drawer" size="lg">
      <Steps {...props} />
    </Dialog>
  )
}

function Steps({ project, onClose }: AssignRolesDialogProps) {
  const { data: own } = useQuery(ownAccessQuery(project))
  const [start] = useState((): AssignRolesValues => {
    const onProject = whyNoCreateOn(own, { resource: project, resource_type: 'project' }) === undefined
    const firstKind = objectKinds.find((kind) => own?.objects.some(({ resource_type }) => resource_type === kind))
    return onProject || firstKind === undefined ? emptySelection : { ...emptySelection, level: firstKind }
  })
  const form: AssignRolesForm = useContractForm(assignRolesForm, { defaultValues: start })
  const [reviewed, setReviewed] = useState<AssignRolesValues>()
  const [outcomes, setOutcomes] = useState<readonly AssignOutcome[]>()
  const assign = useMutation(createRoleAssignmentsMutation<AssignResult>(project))
  const controller = useRef<AbortController>(undefined)
  useEffect(() => () => controller.current?.abort(), [])

  const { isDirty } = form.formState
  const isRunning = assign.isPending
  const guard = useLeaveGuard(
    () => (outcomes ? isRunning : isDirty),
    isRunning
      ? {
          title: 'Stop assigning roles?',
          message: 'Those assigned so far stay, the others are not assigned.',
          leaveLabel: 'Stop',
          stayLabel: 'Go on',
        }
      : undefined,
  )
  const addGuard = useDialog()?.addGuard
  useEffect(() => addGuard?.(guard), [addGuard, guard])

  const values = reviewed ?? start
  const existing = useQuery(roleAssignmentListQuery(project))
  const assignees = useAssigneeOptions(project, values.kind)
  const levels = useMemo(() => levelsOf(project, values), [project, values])
  const { refusal } = useRoleOptions(project, levels)
  const plan = useMemo(
    () =>
      planAssignments(
        {
          assignee_type: values.kind === 'deployment' ? 'deployment' : 'user',
          assignees: values.assignees[values.kind],
          roles: values.roles,
          levels,
        },
        existing.data ?? [],
        refusal,
      ),
    [values, levels, existing.data, refusal],
  )
  const names = useMemo(
    () => new Map(assignees.options?.map(({ value, label }) => [value, label])),
    [assignees.options],
  )
  const nameOf = (assignee: string) => names.get(assignee) ?? assignee

  const run = (started: readonly AssignOutcome[]) => {
    const current = new AbortController()
    controller.current = current
    setOutcomes(started)
    const tell = (index: number, outcome: AssignOutcome) =>
      setOutcomes((before) => before?.map((item, position) => (position === index ? outcome : item)))
    assign.mutate((create) => assignAll(started, create, tell, current.signal))
  }

  if (outcomes)
    return (
      <AssignRolesResult
        outcomes={outcomes}
        isRunning={isRunning}
        error={assign.data?.stoppedBy ?? assign.error ?? undefined}
        nameOf={nameOf}
        onRetry={() => run(outcomes)}
        onBack={() => {
          setOutcomes(undefined)
          setReviewed(undefined)
        }}
        onClose={onClose}
      />
    )
  if (reviewed)
    return (
      <AssignRolesPlan
        project={project}
        rows={plan}
        nameOf={nameOf}
        onBack={() => setReviewed(undefined)}
        onAssign={() =>
          run(
            plan
              .filter(({ outcome }) => outcome === 'create')
              .map(({ outcome: _outcome, reason: _reason, ...assignment }) => ({ assignment, state: 'waiting' })),
          )
        }
      />
    )
  return <AssignRolesFormStep project={project} form={form} onReview={setReviewed} />
}
