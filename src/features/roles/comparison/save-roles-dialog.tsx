import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { AccessChange } from '#contract/access.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { AccessChanges } from '#src/components/access-changes.tsx'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import { showToast } from '#src/components/toast.tsx'
import { projectAccessPreviewQuery } from '#src/features/access/access.queries.ts'
import { joinList, plural } from '#src/lib/plural.ts'
import { someOf } from '../role-rights.ts'
import { roleListQuery, roleQuery, type TaggedRole, updateRoleMutation } from '../roles.queries.ts'
import type { ComparedRole } from './compared-role.ts'
import classes from './save-roles-dialog.module.css'
import { countOf } from './staging.ts'

export interface SaveRolesDialogProps {
  project: string
  /** Those with staged changes. */
  roles: readonly ComparedRole[]
  onSaved: (saved: readonly TaggedRole[]) => void
  onClose: () => void
}

interface Failure {
  /** What the role was called when it was saved. */
  name: string
  error: unknown
}

interface Outcome {
  saved: readonly string[]
  failed: ReadonlyMap<string, Failure>
}

/** Who gains and loses by all staged changes; then saves them role by role, and says what became of each. */
export function SaveRolesDialog({ project, roles, onSaved, onClose }: SaveRolesDialogProps) {
  const client = useQueryClient()
  const update = useMutation(updateRoleMutation(project))
  const [isSaving, setIsSaving] = useState(false)
  const [outcome, setOutcome] = useState<Outcome>({ saved: [], failed: new Map() })
  const changes = useMemo(
    () =>
      roles.map(
        ({ name, draft }): AccessChange => ({ type: 'role_update', project, role: name, permissions: [...draft] }),
      ),
    [project, roles],
  )
  const preview = useQuery({
    ...projectAccessPreviewQuery(project, changes),
    enabled: changes.length > 0 && !isSaving,
  })

  const save = async () => {
    setIsSaving(true)
    const saved: TaggedRole[] = []
    const failed = new Map<string, Failure>()
    for (const { id, name, etag, draft } of roles) {
      try {
        saved.push(await update.mutateAsync({ name, ifMatch: etag, body: { permissions: [...draft] } }))
      } catch (error) {
        failed.set(id, { name, error })
        // What it has become, or where it is now; whether that can be read or not, the refusal itself is shown.
        if (isRefusal(error, 'stale'))
          await client.fetchQuery({ ...roleQuery(project, name), staleTime: 0 }).catch(() => undefined)
        if (isRefusal(error, 'not_found'))
          await client.fetchQuery({ ...roleListQuery(project), staleTime: 0 }).catch(() => undefined)
      }
    }
    onSaved(saved)
    const names = saved.map(({ role }) => role.name)
    if (failed.size === 0) {
      showToast({ kind: 'success', message: names.length === 1 ? `${names[0]} saved` : `${names.length} roles saved` })
      onClose()
      return
    }
    setOutcome({ saved: [...outcome.saved, ...names], failed })
    setIsSaving(false)
  }

  // Deleted by somebody else; the page behind keeps what was to be changed.
  const gone = [...outcome.failed].filter(([id]) => !roles.some((role) => role.id === id))

  return (
    <Dialog title="Save the changes?" size="lg" onClose={isSaving ? () => undefined : onClose}>
      <div className={classes.content}>
        {outcome.saved.length > 0 && (
          <p className={classes.saved} role="status">
            <CircleCheck size={16} aria-hidden /> Saved {joinList(outcome.saved)}.
          </p>
        )}
        {gone.map(([id, { name }]) => (
          <p key={id} className={classes.theirs} role="alert">
            {name} was not saved: it no longer exists. Your changes to it are kept, and can become a new role.
          </p>
        ))}
        {roles.length > 0 && (
          <ul className={classes.roles} aria-label="Changed roles">
            {roles.map((role) => (
              <li key={role.id} className={classes.role}>
                <RoleSummary role={role} failure={outcome.failed.get(role.id)} />
              </li>
            ))}
          </ul>
        )}
        {!isSaving && roles.length > 0 && <AccessChanges preview={preview} project={project} />}
      </div>
      <DialogActions>
        <Button variant="default" onClick={onClose} disabled={isSaving} data-autofocus>
          {outcome.failed.size > 0 ? 'Close' : 'Cancel'}
        </Button>
        {roles.length > 0 && (
          <Button loading={isSaving} onClick={() => void save()}>
            {outcome.failed.size > 0
              ? `Save ${plural(roles.length, 'role')} again`
              : `Save ${plural(roles.length, 'role')}`}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}

function RoleSummary({
  role: { name, changes, theirs },
  failure,
}: {
  role: ComparedRole
  failure: Failure | undefined
}) {
  const { added, removed } = changes
  return (
    <>
      <div>
        <strong>{name}</strong>
        {added.length > 0 && (
          <span className={classes.change}>
            {' '}
            <span className={classes.added}>+{added.length}</span> {someOf(added)}
          </span>
        )}
        {removed.length > 0 && (
          <span className={classes.change}>
            {' '}
            <span className={classes.removed}>−{removed.length}</span> {someOf(removed)}
          </span>
        )}
      </div>
      {theirs && countOf(theirs) > 0 && (
        <p className={classes.theirs}>
          Somebody else has changed it meanwhile
          {theirs.added.length > 0 && `; added ${someOf(theirs.added)}`}
          {theirs.removed.length > 0 && `; removed ${someOf(theirs.removed)}`}. Saving keeps that and adds your changes.
        </p>
      )}
      {failure === undefined ? null : isRefusal(failure.error, 'stale') || failure.name !== name ? (
        <p className={classes.theirs} role="alert">
          {failure.name === name
            ? `${name} was not saved: somebody else saved it first.`
            : `${name} was not saved: somebody else has renamed it; it was ${failure.name}.`}{' '}
          Look at the changes again, then save.
        </p>
      ) : (
        <ErrorNote error={failure.error} lead={`${name} was not saved.`} />
      )}
    </>
  )
}
