import { Button } from '@mantine/core'
import { sortPermissions } from '#contract/permissions.ts'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { PermissionHints } from './permission-hints.tsx'
import classes from './role.page.module.css'
import type { RoleDraft } from './use-role-draft.ts'

interface RoleSaveBarProps {
  draft: RoleDraft
  /** The permissions can be changed here. */
  isEditable: boolean
  /** Why saving has to wait: it would overwrite what has not been looked at. */
  held: string | undefined
}

/** What the draft changes, and saving or discarding it. */
export function RoleSaveBar({ draft, isEditable, held }: RoleSaveBarProps) {
  const { form, diff, isDirty } = draft
  return (
    <div className={classes.bar}>
      {held === undefined && <FormError form={form} />}
      <PermissionHints
        value={isEditable ? draft.draft : []}
        onAdd={(names) => draft.setDraft(sortPermissions([...draft.draft, ...names]))}
      />
      <div className={classes.actions}>
        <span role="status" className={classes.status}>
          {isDirty ? (
            <>
              <span className={classes.added}>+{diff.added.length}</span>
              <span className="visually-hidden"> added, </span>
              <span className={classes.removed}>−{diff.removed.length}</span>
              <span className="visually-hidden"> removed</span>
              {form.formState.dirtyFields.name && <span>renamed</span>}
            </>
          ) : (
            'No changes'
          )}
          {isDirty && held !== undefined && <span>{held}</span>}
        </span>
        <Button variant="default" onClick={draft.discard} disabled={!isDirty || form.formState.isSubmitting}>
          Discard
        </Button>
        {held === undefined ? (
          <SubmitButton form={form} needsChange>
            Save
          </SubmitButton>
        ) : (
          <Button disabled title={held}>
            Save
          </Button>
        )}
      </div>
    </div>
  )
}
