import { useState } from 'react'
import { Link } from 'react-router-dom'
import type { AccessExplanation, AccessStep, OwnAccess } from '#contract/access.ts'
import { PermissionList } from '#src/components/access-changes/permission-list.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { holdsOn } from '#src/lib/own-rights.ts'
import { paths } from '#src/lib/paths.ts'
import { plural } from '#src/lib/plural.ts'
import classes from './access.module.css'
import { actLabel, describeStep, labelOf, whyNoChange } from './access-wording.ts'

const ApplyChangeDialog = lazyDialog(() =>
  import('./apply-change-dialog.tsx').then((module) => module.ApplyChangeDialog),
)

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
          disabledReason={whyNot(change, own)}
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

const rightFor: Partial<Record<AccessStep['type'], string>> = {
  assign_role: 'roles.assignments.create',
  delete_role_assignment: 'roles.assignments.delete',
}

/** Why the server would refuse it to the one who asks, as far as that is known in advance. */
function whyNot({ steps, refused }: NonNullable<AccessExplanation['change']>, own: OwnAccess | undefined) {
  if (refused === 'last_admin') return 'Make another member an admin first: the last admin cannot be removed'
  for (const step of steps) {
    if (step.type === 'remove_organization_admin' && own?.organization_admin === false)
      return 'Only admins of the organization can do this'
    const right = rightFor[step.type]
    if (right !== undefined && 'resource' in step && !holdsOn(own, right, step)) return `You need ${right} there`
  }
  return undefined
}
