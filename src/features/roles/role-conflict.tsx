import { Button } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { isPermission, type Permission, sortPermissions } from '#contract/permissions.ts'
import type { CreateRole } from '#contract/roles.ts'
import { entriesOf, MergeView } from '#src/components/merge-view.tsx'
import classes from './role-conflict.module.css'
import type { RoleMerge } from './use-role-draft.ts'

export interface RoleMergeViewProps {
  merge: RoleMerge
  /** The draft, which is the result. */
  result: CreateRole
  onPermissions: (next: Permission[]) => void
  onName: (name: string) => void
  onTakeTheirs: () => void
}

/** Somebody else saved the role while it was edited here: what both did, and what saving now makes of it. */
export function RoleMergeView({ merge, result, onPermissions, onName, onTakeTheirs }: RoleMergeViewProps) {
  const { base, theirs, mine } = merge
  const isRenamed = base.name !== theirs.name || base.name !== mine.name
  const toggle = (name: string, isIn: boolean) => {
    if (!isPermission(name)) return
    const others = result.permissions.filter((permission) => permission !== name)
    onPermissions(sortPermissions(isIn ? [...others, name] : others))
  }
  return (
    <MergeView
      key={merge.number}
      title="Somebody else has changed this role since you opened it."
      values={
        isRenamed
          ? [
              {
                label: 'Name',
                before: base.name,
                theirs: theirs.name,
                mine: mine.name,
                result: result.name,
                ...(merge.namesDiffer
                  ? { choice: chosenName(merge, result.name), onChoose: (side) => onName(merge[side].name) }
                  : {}),
              },
            ]
          : []
      }
      entryLabel="Permission"
      entries={entriesOf(base.permissions, theirs.permissions, mine.permissions, result.permissions)}
      onToggle={toggle}
      actions={
        <Button size="compact-sm" variant="default" onClick={onTakeTheirs}>
          Discard mine, load theirs
        </Button>
      }
    >
      Both changes are put together here, and nothing of yours is saved yet. Check the result, change it where you like,
      and save.
    </MergeView>
  )
}

/** Whose new name the result has; nothing while that has to be chosen. A name typed since is a choice, too. */
export function chosenName({ theirs, mine, isNameChosen }: RoleMerge, name: string) {
  if (name === theirs.name) return 'theirs'
  if (name !== mine.name) return 'neither'
  return isNameChosen ? 'mine' : undefined
}

function Note({ children, actions }: { children: ReactNode; actions: ReactNode }) {
  return (
    <div className={classes.note} role="alert">
      <TriangleAlert className={classes.icon} size={18} aria-hidden />
      <div className={classes.text}>{children}</div>
      <div className={classes.actions}>{actions}</div>
    </div>
  )
}

interface RoleBehindProps {
  onMerge: () => void
  onTakeTheirs: () => void
}

/** Somebody else has saved the role; the draft has been left as it is. */
export function RoleBehind({ onMerge, onTakeTheirs }: RoleBehindProps) {
  return (
    <Note
      actions={
        <>
          <Button size="compact-sm" variant="default" onClick={onTakeTheirs}>
            Discard mine, load theirs
          </Button>
          <Button size="compact-sm" variant="default" onClick={onMerge}>
            Merge both
          </Button>
        </>
      }
    >
      <strong>Somebody else has changed this role since you opened it.</strong> Your draft is as you left it. Merge both
      changes before you save.
    </Note>
  )
}

/** The role was deleted while it is edited here. */
export function RoleGone({ name, onSaveAsNew }: { name: string; onSaveAsNew: () => void }) {
  return (
    <Note
      actions={
        <Button size="compact-sm" variant="default" onClick={onSaveAsNew}>
          Save it as a new role
        </Button>
      }
    >
      <strong>{name} no longer exists.</strong> Somebody else has deleted it, or it is no longer open to you. Your draft
      is still here.
    </Note>
  )
}
