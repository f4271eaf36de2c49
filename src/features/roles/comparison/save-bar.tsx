import { Button } from '@mantine/core'
import { memo } from 'react'
import type { Permission } from '#contract/permissions.ts'
import { GatedButton } from '#src/components/gated-button.tsx'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { plural } from '#src/lib/plural.ts'
import { useSaveKey } from '#src/lib/use-save-key.ts'
import { PermissionHints } from '../permission-hints.tsx'
import type { ComparedRole } from './compared-role.ts'
import { SaveRolesDialog } from './comparison-dialogs.tsx'
import classes from './role-comparison.page.module.css'

export interface SaveBarProps {
  /** Those with staged changes. */
  staged: readonly ComparedRole[]
  /** The role whose missing permissions are suggested. */
  hinted: ComparedRole | undefined
  /** Why the last press changed nothing. */
  note: string | undefined
  onAdd: (role: ComparedRole, names: readonly Permission[]) => void
  onDiscard: () => void
  onSave: () => void
}

/** The staged changes of all roles together. */
export const SaveBar = memo(function SaveBar({ staged, hinted, note, onAdd, onDiscard, onSave }: SaveBarProps) {
  const added = staged.reduce((sum, { changes }) => sum + changes.added.length, 0)
  const removed = staged.reduce((sum, { changes }) => sum + changes.removed.length, 0)
  const empty = staged.find(({ draft }) => draft.length === 0)
  useSaveKey(staged.length > 0 && !empty ? onSave : undefined)
  return (
    <div className={classes.saveBar}>
      <PermissionHints
        value={hinted?.draft ?? []}
        {...(hinted === undefined ? {} : { role: hinted.name })}
        onAdd={(names) => hinted && onAdd(hinted, names)}
      />
      <div className={classes.saveActions}>
        <span role="status" className={classes.saveStatus}>
          {staged.length === 0 ? (
            'No changes'
          ) : (
            <span>
              <span className={classes.added}>+{added}</span>
              <span className="visually-hidden"> added,</span> <span className={classes.removed}>−{removed}</span>
              <span className="visually-hidden"> removed</span> in {plural(staged.length, 'role')}
            </span>
          )}
          {note !== undefined && <span className={classes.saveNote}>{note}</span>}
        </span>
        <SaveButtons
          isChanged={staged.length > 0}
          disabledReason={empty && `${empty.name} would give nothing; a role needs at least one permission.`}
          onDiscard={onDiscard}
          onSave={onSave}
        />
      </div>
    </div>
  )
})

interface SaveButtonsProps extends Pick<SaveBarProps, 'onDiscard' | 'onSave'> {
  isChanged: boolean
  disabledReason: string | undefined
}

// Apart and memoised: buttons are the dearest part of the bar, and rarely change while cells are toggled.
const SaveButtons = memo(function SaveButtons({ isChanged, disabledReason, onDiscard, onSave }: SaveButtonsProps) {
  return (
    <>
      <Button variant="default" onClick={onDiscard} disabled={!isChanged}>
        Discard
      </Button>
      <GatedButton
        disabledReason={isChanged ? disabledReason : 'There is nothing to save.'}
        {...preloadOn(SaveRolesDialog)}
        onClick={onSave}
      >
        Save
      </GatedButton>
    </>
  )
})
