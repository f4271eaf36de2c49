import { Check, Circle, CircleDot } from 'lucide-react'
import { useId } from 'react'
import type { OwnAccess } from '#contract/access.ts'
import type { ServiceUser } from '#contract/service-users.ts'
import { GatedButton } from '#src/components/gated-button.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { describeExpiry, expiryState } from '#src/lib/expiry.ts'
import { whyNot } from '#src/lib/own-rights.ts'
import { plural } from '#src/lib/plural.ts'
import { useNow } from '#src/lib/use-now.ts'
import { type Rotation, type RotationStep, stepOf, usedSince } from './rotations.ts'
import classes from './rotations-panel.module.css'
import { labelOf } from './service-user-columns.tsx'

interface RotationsPanelProps {
  rotations: readonly Rotation[]
  own: OwnAccess | undefined
  onRetire: (rotation: Rotation) => void
  onGiveUp: (rotation: Rotation) => void
}

/** How far each replacement of a token has come, by the last use of both. */
export function RotationsPanel({ rotations, own, onRetire, onGiveUp }: RotationsPanelProps) {
  const headingId = useId()
  const noDelete = whyNot(own, 'service_users.delete')
  return (
    <section className={classes.panel} aria-labelledby={headingId}>
      <h2 id={headingId}>{plural(rotations.length, 'rotation')} under way</h2>
      <ul className={classes.rotations}>
        {rotations.map((rotation) => (
          <RotationCard
            key={rotation.old.id}
            rotation={rotation}
            noDelete={noDelete}
            onRetire={() => onRetire(rotation)}
            onGiveUp={() => onGiveUp(rotation)}
          />
        ))}
      </ul>
    </section>
  )
}

interface RotationCardProps {
  rotation: Rotation
  /** Why the caller can end none. */
  noDelete: string | undefined
  onRetire: () => void
  onGiveUp: () => void
}

function RotationCard({ rotation, noDelete, onRetire, onGiveUp }: RotationCardProps) {
  const { old, replacement } = rotation
  const step = stepOf(rotation, useNow())
  const label = labelOf(old)
  return (
    <li className={classes.rotation}>
      <div className={classes.head}>
        <h3>{label}</h3>
        <Steps step={step} />
      </div>
      <p className={classes.advice}>
        <Advice rotation={rotation} step={step} />
      </p>
      <dl className={classes.tokens}>
        <Token title="Old token" serviceUser={old} />
        <Token title="New token" serviceUser={replacement} />
      </dl>
      <div className={classes.actions}>
        <GatedButton
          variant={step === 'failed' ? 'filled' : 'default'}
          disabledReason={noDelete}
          onClick={onGiveUp}
          aria-label={`Give up the rotation of ${label}`}
        >
          Give up
        </GatedButton>
        <GatedButton
          variant={step === 'retire' ? 'filled' : 'default'}
          disabledReason={noDelete}
          onClick={onRetire}
          aria-label={`Retire old token of ${label}`}
        >
          Retire old token
        </GatedButton>
      </div>
    </li>
  )
}

const steps = [
  { step: 'made', title: 'New token made' },
  { step: 'hand-over', title: 'Handed over' },
  { step: 'watch', title: 'Old one quiet' },
  { step: 'retire', title: 'Old one retired' },
] as const satisfies readonly { step: RotationStep | 'made'; title: string }[]

function Steps({ step: current }: { step: RotationStep }) {
  // An expired token cannot have been handed over for good.
  const at = steps.findIndex(({ step }) => step === (current === 'failed' ? 'hand-over' : current))
  return (
    <ol className={classes.steps}>
      {steps.map(({ step, title }, index) => {
        const state = index < at ? 'done' : index === at ? 'current' : 'to come'
        const Icon = state === 'done' ? Check : state === 'current' ? CircleDot : Circle
        return (
          <li key={step} data-state={state} {...(state === 'current' ? { 'aria-current': 'step' } : {})}>
            <Icon size={15} aria-hidden />
            {title}
            <span className="visually-hidden">: {state}</span>
          </li>
        )
      })}
    </ol>
  )
}

function Advice({ rotation, step }: { rotation: Rotation; step: RotationStep }) {
  const used = usedSince(rotation)
  if (step === 'failed') return 'The new token has expired. Give the rotation up and start again.'
  if (step === 'hand-over') return 'Give the new token to whatever uses the old one. It has not been used yet.'
  if (step === 'retire') return 'Nothing seems to use the old token any more. Retire it to complete the rotation.'
  if (used === undefined)
    return 'The old token has not been used since there is a new one, or since it was reset. Wait until everything that has it has run again.'
  return (
    <>
      Something used the old token <RelativeTime value={used} />. Find it, and wait for a day without a use.
    </>
  )
}

function Token({ title, serviceUser }: { title: string; serviceUser: ServiceUser }) {
  const { token_last_used, expiry_date } = serviceUser
  const state = expiryState(expiry_date, useNow())
  const expiry = state.kind === 'live' ? `expires ${describeExpiry(state)}` : describeExpiry(state).toLowerCase()
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {token_last_used ? (
          <>
            last used <RelativeTime value={token_last_used} />
          </>
        ) : (
          'never used'
        )}
        , {state.kind === 'never' ? 'never expires' : expiry}
      </dd>
    </div>
  )
}
