import { Button } from '@mantine/core'
import { Columns3, Copy } from 'lucide-react'
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Permission } from '#contract/permissions.ts'
import type { RoleListItem } from '#contract/roles.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { CreateRoleDialog } from '../role-dialogs.tsx'
import { derivedName } from '../role-usage.ts'
import type { ComparedRole } from './compared-role.ts'
import { NearDuplicatesDialog, SaveRolesDialog } from './comparison-dialogs.tsx'
import { AddressNotices, type GoneRole, StageNotices, UnknownNotice } from './comparison-notices.tsx'
import { ComparisonView } from './comparison-view.tsx'
import { type Derived, DeriveMenu } from './derive-menu.tsx'
import classes from './role-comparison.page.module.css'
import { RolePicker } from './role-picker.tsx'
import { SaveBar } from './save-bar.tsx'
import { applyStage } from './staging.ts'
import { suggestedFor } from './suggestions.ts'
import { MOST_ROLES } from './use-compared-roles.ts'
import { useComparisonAddress } from './use-comparison-address.ts'
import { useStagedRoles } from './use-staged-roles.ts'

export interface RoleComparisonProps {
  project: string
  list: { data: readonly RoleListItem[] | undefined; error: unknown; refetch: () => unknown }
}

type OpenDialog =
  | { kind: 'save' | 'near-duplicates' }
  | { kind: 'derive'; derived: Derived }
  | { kind: 'save as new'; gone: GoneRole }

const noRoles: readonly RoleListItem[] = []

const whyKept = (name: string) => `Save or discard the changes of ${name} before you remove it.`

export function RoleComparison({ project, list }: RoleComparisonProps) {
  const { names, setNames, filter, setFilter } = useComparisonAddress()
  const compared = useStagedRoles(project, names)
  const { roles, staged, toggle } = compared
  const [dialog, setDialog] = useState<OpenDialog>()
  const [note, setNote] = useState<string>()
  const [focusedRole, setFocusedRole] = useState<string>()
  const close = () => setDialog(undefined)
  // By the key too, which must not replace what is open.
  const openSave = useCallback(() => setDialog((open) => open ?? { kind: 'save' }), [])

  const derive = useCallback((derived: Derived) => setDialog({ kind: 'derive', derived }), [])

  const shownNames = useMemo(() => compared.chosen.map(({ name }) => name), [compared.chosen])
  // The picker costs much to render, so what it is given must not change with a cell.
  const latest = useRef({ shownNames, staged })
  useEffect(() => {
    latest.current = { shownNames, staged }
  })
  const choose = useCallback(
    (next: readonly string[]) => {
      const { shownNames: shown, staged: changed } = latest.current
      const kept = changed.map(({ name }) => name).filter((name) => shown.includes(name) && !next.includes(name))
      setNote(kept[0] && whyKept(kept[0]))
      setNames([
        ...shown.filter((name) => next.includes(name) || kept.includes(name)),
        ...next.filter((name) => !shown.includes(name)),
      ])
    },
    [setNames],
  )
  const handleRemove = useCallback(
    ({ id, name }: ComparedRole) => {
      // Also of one that the address has left behind, and that is here for its changes alone.
      if (latest.current.staged.some((role) => role.id === id)) setNote(whyKept(name))
      else choose(latest.current.shownNames.filter((other) => other !== name))
    },
    [choose],
  )
  const handleToggle = useCallback(
    (role: ComparedRole, targets: readonly Permission[]) => {
      setNote(undefined)
      toggle(role, targets)
    },
    [toggle],
  )

  // A further role joins the grid when it has come: what is collapsed, and where the person is in it, must not get lost.
  const [isShown, setIsShown] = useState(false)
  const isGridReady = roles.length > 1 && (isShown || !compared.isLoading)
  if (isGridReady && !isShown) setIsShown(true)

  const focused = roles.find(({ id }) => id === focusedRole)
  const hinted = [focused, ...staged].find((role) => role && suggestedFor(role).size > 0)
  const takenNames = new Set(list.data?.map(({ name }) => name))

  return (
    <>
      <PageHeader
        title="Compare roles"
        count={roles.length > 1 ? roles.length : undefined}
        description="What roles give, side by side. Custom roles can be changed here, several at once."
        actions={
          <>
            <FindButton isDisabled={list.data === undefined} onDialog={setDialog} />
            {roles.length > 1 && <DeriveMenu roles={roles} rights={compared.rights} onDerive={derive} />}
          </>
        }
      />
      {list.error && list.data === undefined ? (
        <ErrorNote
          error={list.error}
          lead="Could not load the roles."
          action={
            <Button size="compact-sm" variant="default" onClick={() => list.refetch()}>
              Retry
            </Button>
          }
        />
      ) : null}
      <div className={classes.picker}>
        <RolePicker roles={list.data ?? noRoles} value={shownNames} onChange={choose} />
      </div>
      <AddressNotices
        chosen={compared.chosen}
        missing={compared.missing}
        omitted={names.slice(MOST_ROLES)}
        onForget={() => setNames(shownNames)}
      />
      <StageNotices
        roles={roles}
        gone={compared.gone}
        onAcknowledge={compared.acknowledge}
        onDrop={compared.drop}
        onSaveAsNew={(gone) => setDialog({ kind: 'save as new', gone })}
      />
      <UnknownNotice roles={roles} />
      {isGridReady ? (
        <ComparisonView
          project={project}
          roles={roles}
          held={compared.rights.held}
          filter={filter}
          onFilter={setFilter}
          onToggle={handleToggle}
          onRefused={setNote}
          onRemove={handleRemove}
          onRole={setFocusedRole}
        />
      ) : compared.isLoading ? (
        <ComparisonSkeleton />
      ) : (
        <div className={classes.frame}>
          <EmptyState
            icon={<Columns3 size={28} />}
            title={roles[0] ? `Choose a role to compare ${roles[0].name} with` : 'Choose the roles to compare'}
          >
            See what two or more roles have in common and what tells them apart, change them together, or make a new
            role of them.
          </EmptyState>
        </div>
      )}
      {/* What is staged can be saved and discarded also when there is nothing left to compare it with. */}
      {(isGridReady || staged.length > 0) && (
        <SaveBar
          staged={staged}
          hinted={hinted}
          note={note}
          onAdd={compared.add}
          onDiscard={compared.discard}
          onSave={openSave}
        />
      )}
      {dialog?.kind === 'save' && (
        <SaveRolesDialog project={project} roles={staged} onSaved={compared.takeSaved} onClose={close} />
      )}
      {dialog?.kind === 'near-duplicates' && (
        <NearDuplicatesDialog project={project} roles={list.data ?? noRoles} onClose={close} />
      )}
      {dialog?.kind === 'derive' && (
        <CreateRoleDialog
          project={project}
          name={derivedName(roles[0]?.name ?? 'role', dialog.derived.kind, takenNames)}
          permissions={dialog.derived.permissions}
          onClose={close}
          onCreated={({ name }) => setNames([...shownNames, name])}
        />
      )}
      {dialog?.kind === 'save as new' && (
        <CreateRoleDialog
          project={project}
          name={dialog.gone.stage.name}
          permissions={applyStage(dialog.gone.stage.seen, dialog.gone.stage)}
          onClose={close}
          onCreated={() => compared.drop(dialog.gone.id)}
        />
      )}
    </>
  )
}

interface FindButtonProps {
  isDisabled: boolean
  onDialog: (dialog: OpenDialog) => void
}

// Memoised, as all that costs much and does not change with a cell.
const FindButton = memo(function FindButton({ isDisabled, onDialog }: FindButtonProps) {
  return (
    <Button
      variant="default"
      leftSection={<Copy size={16} aria-hidden />}
      {...preloadOn(NearDuplicatesDialog)}
      onClick={() => onDialog({ kind: 'near-duplicates' })}
      disabled={isDisabled}
    >
      Find near-duplicates
    </Button>
  )
})

function ComparisonSkeleton() {
  return (
    <div className={classes.frame} aria-busy="true">
      {Array.from({ length: 14 }, (_, index) => (
        <div key={index} className={classes.skeletonRow}>
          <Skeleton width={`${9 + ((index * 5) % 6)}rem`} />
          <Skeleton width="50%" />
        </div>
      ))}
    </div>
  )
}
