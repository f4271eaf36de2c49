import { Button } from '@mantine/core'
import { Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { ErrorNote } from '#src/components/error-note.tsx'
import { joinList, plural } from '#src/lib/plural.ts'
import { someOf } from '../role-rights.ts'
import type { ComparedRole } from './compared-role.ts'
import classes from './comparison-notices.module.css'
import { countOf, type Stage } from './staging.ts'
import { MOST_ROLES, type useChosenRoles } from './use-compared-roles.ts'

function Notice({ tone, children, actions }: { tone: 'info' | 'warning'; children: ReactNode; actions?: ReactNode }) {
  const Icon = tone === 'info' ? Info : TriangleAlert
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'info' ? 'note' : 'alert'}>
      <Icon className={classes.icon} size={18} aria-hidden />
      <div className={classes.text}>{children}</div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}

/** Names in the address that are those of no role, or of one that is called otherwise now. */
export function AddressNotices({
  chosen,
  missing,
  omitted,
  onForget,
}: Pick<ReturnType<typeof useChosenRoles>, 'chosen' | 'missing'> & {
  /** More names than can be compared. */
  omitted: readonly string[]
  /** Writes the address anew, with what there is. */
  onForget: () => void
}) {
  const renamed = chosen.filter(({ asked, name }) => asked !== name)
  const action = (
    <Button size="compact-sm" variant="default" onClick={onForget}>
      Correct the address
    </Button>
  )
  return (
    <>
      {missing.length > 0 && (
        <Notice tone="warning" actions={action}>
          There is no role {joinList(missing)} in this project. {missing.length === 1 ? 'It was' : 'They were'} renamed
          or deleted, or the address is wrong.
        </Notice>
      )}
      {renamed.length > 0 && (
        <Notice tone="info" actions={action}>
          {renamed.map(({ asked, name }) => `${asked} is now called ${name}.`).join(' ')}
        </Notice>
      )}
      {omitted.length > 0 && (
        <Notice tone="info" actions={action}>
          At most {MOST_ROLES} roles can be compared. {someOf(omitted)} {omitted.length === 1 ? 'is' : 'are'} left out.
        </Notice>
      )}
      {chosen.map(({ name, tagged, error, refetch }) =>
        error && !tagged ? (
          <ErrorNote
            key={name}
            error={error}
            lead={`Could not load ${name}.`}
            action={
              <Button size="compact-sm" variant="default" onClick={() => refetch()}>
                Retry
              </Button>
            }
          />
        ) : null,
      )}
    </>
  )
}

export interface GoneRole {
  id: string
  stage: Stage
}

/** What others have done to roles with staged changes. */
export function StageNotices({
  roles,
  gone,
  onAcknowledge,
  onDrop,
  onSaveAsNew,
}: {
  roles: readonly ComparedRole[]
  gone: readonly GoneRole[]
  onAcknowledge: (role: ComparedRole) => void
  onDrop: (id: string) => void
  onSaveAsNew: (gone: GoneRole) => void
}) {
  return (
    <>
      {roles.map((role) =>
        role.theirs && countOf(role.theirs) > 0 && countOf(role.changes) > 0 ? (
          <Notice
            key={role.id}
            tone="warning"
            actions={
              <Button size="compact-sm" variant="default" onClick={() => onAcknowledge(role)}>
                Understood
              </Button>
            }
          >
            <strong>Somebody else has changed {role.name} since you opened it.</strong>
            {role.theirs.added.length > 0 && ` They added ${someOf(role.theirs.added)}.`}
            {role.theirs.removed.length > 0 && ` They removed ${someOf(role.theirs.removed)}.`} Your{' '}
            {plural(countOf(role.changes), 'change')} to it {countOf(role.changes) === 1 ? 'is' : 'are'} kept on top of
            theirs.
          </Notice>
        ) : null,
      )}
      {gone.map((role) => (
        <Notice
          key={role.id}
          tone="warning"
          actions={
            <>
              <Button size="compact-sm" variant="default" onClick={() => onDrop(role.id)}>
                Discard
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => onSaveAsNew(role)}>
                Save as a new role
              </Button>
            </>
          }
        >
          <strong>{role.stage.name} no longer exists.</strong> Your {plural(countOf(role.stage), 'change')} to it cannot
          be saved.
        </Notice>
      ))}
    </>
  )
}

/** Roles with permissions of another catalogue. */
export function UnknownNotice({ roles }: { roles: readonly ComparedRole[] }) {
  const odd = roles.filter(({ unknown }) => unknown.length > 0)
  if (odd.length === 0) return null
  return (
    <Notice tone="info">
      {odd
        .map(({ name, unknown }) => `${name} also gives ${joinList(unknown)}, which this dashboard does not know.`)
        .join(' ')}{' '}
      {odd.length === 1 ? 'That role' : 'Those roles'} can only be read here, so that nothing of it is lost.
    </Notice>
  )
}
