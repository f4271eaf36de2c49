import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Member } from '#contract/members.ts'
import type { Profile } from '#contract/profiles.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { ChipsField } from '#src/components/form/chips-field.tsx'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SelectField } from '#src/components/form/select-field.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { SwitchField } from '#src/components/form/switch-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { useLeaveGuard } from '#src/components/leave-guard.ts'
import { newIdempotencyKey } from '#src/lib/idempotency-key.ts'
import { addMembersMutation, addSteps, type NewRole } from './add-members.queries.ts'
import { type AddForm, type AddFormValues, addForm, addsAdmins } from './add-members.schema.ts'
import {
  type AddOutcome,
  addAll,
  addressesOf,
  emailProblem,
  type PlanRow,
  parseEmails,
  planAdding,
} from './add-members.ts'
import { AddMembersPlan } from './add-members-plan.tsx'
import { AddMembersResult } from './add-members-result.tsx'
import { isAdminStanding, profileOptions, type Standing, tellsProfiles } from './member-profiles.ts'
import classes from './members.module.css'
import { memberListQuery } from './members.queries.ts'
import { ProjectRoleFields } from './project-role-fields.tsx'

export interface AddMembersDialogProps {
  organization: string
  onClose: () => void
  /** Closes this dialog and shows a link for each of these people. */
  onInvite: (people: readonly Member[]) => void
}

/** Adds people in three steps: who and with which rights, what that would do, and what it did. */
export function AddMembersDialog(props: AddMembersDialogProps) {
  return (
    <Dialog title={`Add members to ${props.organization}`} onClose={props.onClose} kind="drawer" size="lg">
      <Steps {...props} />
    </Dialog>
  )
}

interface Plan {
  rows: readonly PlanRow[]
  standing: Standing
  role: NewRole | undefined
}

function Steps({ organization, onClose, onInvite }: AddMembersDialogProps) {
  const members = useQuery(memberListQuery(organization))
  const addresses = useMemo(() => addressesOf(members.data ?? []), [members.data])
  const hasProfiles = tellsProfiles(members.data)
  const form: AddForm = useContractForm(addForm, {
    defaultValues: { emails: [], profile: 'READ_ONLY', admin: false, project: '', role: '' },
  })
  const [plan, setPlan] = useState<Plan>()
  const [outcomes, setOutcomes] = useState<readonly AddOutcome[]>()
  const add = useMutation(addMembersMutation(organization))
  const controller = useRef<AbortController>(undefined)
  useEffect(() => () => controller.current?.abort(), [])

  const { isDirty } = form.formState
  const isRunning = add.isPending
  const guard = useLeaveGuard(
    () => (outcomes ? isRunning : isDirty),
    outcomes
      ? {
          title: 'Stop adding members?',
          message: 'Those added so far stay members, the others are not added.',
          leaveLabel: 'Stop',
          stayLabel: 'Go on adding',
        }
      : undefined,
  )
  const addGuard = useDialog()?.addGuard
  useEffect(() => addGuard?.(guard), [addGuard, guard])

  const run = (started: readonly AddOutcome[], { standing, role }: Pick<Plan, 'standing' | 'role'>) => {
    const current = new AbortController()
    controller.current = current
    setOutcomes(started)
    const tell = (index: number, outcome: AddOutcome) =>
      setOutcomes((before) => before?.map((item, position) => (position === index ? outcome : item)))
    add.mutate(() => addAll(started, addSteps(organization, standing, role), tell, current.signal))
  }

  if (plan && outcomes)
    return (
      <AddMembersResult
        outcomes={outcomes}
        role={plan.role}
        isRunning={isRunning}
        error={add.error}
        onRetry={() => run(outcomes, plan)}
        onClose={onClose}
        onInvite={onInvite}
      />
    )
  if (plan)
    return (
      <AddMembersPlan
        organization={organization}
        rows={plan.rows}
        standing={plan.standing}
        role={plan.role}
        onBack={() => setPlan(undefined)}
        onAdd={(emails) =>
          run(
            emails.map((email) => ({ email, idempotencyKey: newIdempotencyKey(), state: 'waiting' })),
            plan,
          )
        }
      />
    )
  return (
    <AddMembersForm
      organization={organization}
      form={form}
      addresses={addresses}
      hasProfiles={hasProfiles}
      onReview={({ emails, profile, admin, project, role }) => {
        const standing = hasProfiles ? { profile } : { admin }
        setPlan({
          rows: planAdding(emails, addresses),
          standing,
          role: isAdminStanding(standing) || project === '' ? undefined : { project, role },
        })
      }}
    />
  )
}

interface AddMembersFormProps {
  organization: string
  form: AddForm
  addresses: ReadonlySet<string>
  hasProfiles: boolean
  onReview: (values: AddFormValues) => void
}

function AddMembersForm({ organization, form, addresses, hasProfiles, onReview }: AddMembersFormProps) {
  const dialog = useDialog()
  const [profile, admin] = form.watch(['profile', 'admin'])
  return (
    // The dialog's own guard asks, through all steps.
    <Form form={form} onSubmit={onReview} asksBeforeLeaving={false}>
      <div className={classes.form}>
        <ChipsField
          form={form}
          name="emails"
          label="E-mail addresses"
          description="Type them, or paste a list or a CSV. Enter or a comma ends each."
          placeholder="ada@example.org, grace@example.org"
          noun="e-mail"
          split={parseEmails}
          judge={(email) => emailProblem(email, addresses)}
          autoFocus
        />
        {hasProfiles ? (
          <SelectField
            form={form}
            name="profile"
            label="Profile"
            description={profileMeaning(profile, organization)}
            options={profileOptions.toReversed()}
          />
        ) : (
          <SwitchField
            form={form}
            name="admin"
            label="Make them admins"
            description={`Admins can do everything in ${organization} and in all its projects.`}
          />
        )}
        {addsAdmins({ profile, admin }) ? (
          <p className={classes.note}>Admins need no role in a project.</p>
        ) : (
          <ProjectRoleFields organization={organization} form={form} />
        )}
        <FormError form={form} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form}>Review</SubmitButton>
      </DialogActions>
    </Form>
  )
}

function profileMeaning(profile: Profile, organization: string): string {
  if (profile === 'OWNER')
    return `Owners are admins: they can do everything in ${organization} and in all its projects.`
  const seen = `${organization} and its members`
  return profile === 'CLUSTER_ADMIN'
    ? `Cluster admins see ${seen}, and may create and administer account service users.`
    : `Who is read only sees ${seen}, and changes nothing but what roles in projects allow.`
}
