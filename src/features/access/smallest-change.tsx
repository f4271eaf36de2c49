import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import type { AccessExplanation, AccessStep, OwnAccess } from '#contract/access.ts'
import { PermissionList } from '#src/components/access-changes/permission-list.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { roleQuery } from '#src/features/roles/roles.queries.ts'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { holdsOn, whyNoAssign } from '#src/lib/own-rights.ts'
import { paths } from '#src/lib/paths.ts'
import { plural } from '#src/lib/plural.ts'
import classes from './access.module.css'
import { actLabel, describeStep, labelOf, whyNoChange } from './access-wording.ts'

const ApplyChangeDialog = lazyDialog(() =>
  import('./apply-change-dialog.tsx').then((module) => module.ApplyChangeDialog),
)

const DELETE = 'roles.assignments.delete'

export interface SmallestChangeProps {
  project: string
  organization: string | undefined
  explanation: AccessExplanation
  own: OwnAccess | undefined
  isSelf: boolean
}

/** The least that would turn the answer, what it does besides, and a button that does it. */
export function SmallestChange({ project, organization, explanation, own, isSelf }: SmallestChangeProps) {
  // The question as it was asked: the answer on the page turns while the dialog still closes.
  const [asked, setAsked] = useState<AccessExplanation>()
  const { change, allowed } = explanation
  const given = change?.steps.find((step) => step.type === 'assign_role')?.role
  // Nobody gives more than they hold; admins hold everything.
  const role = useQuery({
    ...roleQuery(project, given ?? ''),
    enabled: given !== undefined && own?.organization_admin === false,
  })
  const who = isSelf ? 'yourself' : labelOf(explanation)
  const dialog = asked && (
    <ApplyChangeDialog
      project={project}
      organization={organization}
      explanation={asked}
      onClose={() => setAsked(undefined)}
    />
  )
  const title = `The smallest change that ${allowed ? 'takes it away' : 'gives it'}`

  if (change === null)
    return (
      <section className={classes.change} aria-label={title}>
        <h3 className={classes.heading}>{title}</h3>
        <p className={classes.text}>
          {whyNoChange(explanation)}{' '}
          {explanation.obstacle === null && <Link to={paths.roles(project)}>Go to roles</Link>}
        </p>
        {dialog}
      </section>
    )
  const isAct = change.steps.some(({ type }) => type !== 'accept_invitation')
  return (
    <section className={classes.change} aria-label={title}>
      <h3 className={classes.heading}>{title}</h3>
      <ol className={classes.steps} data-single={change.steps.length === 1}>
        {change.steps.map((step) => (
          <li key={'role_assignment' in step ? step.role_assignment : step.type}>{describeStep(step, who)}</li>
        ))}
      </ol>
      <SideEffects names={change.side_effects} gives={!allowed} />
      {isAct ? (
        <GatedButton
          variant={allowed ? 'default' : 'filled'}
          disabledReason={whyNot(change, own, role.data?.role.permissions)}
          {...preloadOn(ApplyChangeDialog)}
          onClick={() => setAsked(explanation)}
        >
          {actLabel(change.steps)}…
        </GatedButton>
      ) : (
        organization !== undefined && (
          <p className={classes.text}>
            <Link to={paths.members(organization)}>Members</Link> has a new invitation link, should the first be lost.
          </p>
        )
      )}
      {dialog}
    </section>
  )
}

function SideEffects({ names, gives }: { names: readonly string[]; gives: boolean }) {
  const verb = gives ? 'gives' : 'takes away'
  if (names.length === 0) return <p className={classes.text}>It {verb} nothing else.</p>
  return (
    <div className={classes.text}>
      It also {verb} {plural(names.length, 'other permission')} there: <PermissionList names={names} />
    </div>
  )
}

/**
 * Why the server would refuse it to the one who asks, as far as that is known in advance.
 * @param permissions of the role that it gives, if any
 */
function whyNot(
  { steps, refused }: NonNullable<AccessExplanation['change']>,
  own: OwnAccess | undefined,
  permissions: readonly string[] | undefined,
) {
  if (refused === 'last_admin') return 'Make another member an admin first: the last admin cannot be removed'
  const reasons = steps.map((step) => whyNoStep(step, own, permissions))
  return reasons.find((reason) => reason !== undefined)
}

function whyNoStep(step: AccessStep, own: OwnAccess | undefined, permissions: readonly string[] | undefined) {
  switch (step.type) {
    case 'assign_role':
      return whyNoAssign(own, permissions, step)
    case 'delete_role_assignment':
      return holdsOn(own, DELETE, step) ? undefined : `You need ${DELETE} there`
    case 'remove_organization_admin':
      return own?.organization_admin === false ? 'Only admins of the organization can do this' : undefined
    case 'accept_invitation':
      return undefined
  }
}
