import '@mantine/core/styles/Input.layer.css'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useLocation, useNavigate, useParams } from 'react-router-dom'
import { slugRule } from '#contract/common.ts'
import type { CreateRole } from '#contract/roles.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { Form } from '#src/components/form/form.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { requireParam } from '#src/lib/params.ts'
import { paths } from '#src/lib/paths.ts'
import { useSaveKey } from '#src/lib/use-save-key.ts'
import { whenIdle } from '#src/lib/when-idle.ts'
import { PermissionEditor } from './permission-editor.tsx'
import classes from './role.page.module.css'
import { chosenName, RoleBehind, RoleGone, RoleMergeView } from './role-conflict.tsx'
import { CreateRoleDialog, DeleteRoleDialog, SaveRoleDialog } from './role-dialogs.tsx'
import { RoleEditorHeader } from './role-editor-header.tsx'
import { type Rights, whyNoChanging, whyNoGiving } from './role-rights.ts'
import { RoleSaveBar } from './role-save-bar.tsx'
import { freeCopyName, type RoleViewProps, splitPermissions } from './role-view.ts'
import { roleQuery, type TaggedRole, updateRoleMutation } from './roles.queries.ts'
import { UnknownPermissions } from './unknown-permissions.tsx'
import { useMatrixFilter } from './use-matrix-filter.ts'
import { type RoleDraft, useRoleDraft } from './use-role-draft.ts'
import { useSaveReview } from './use-save-review.ts'

interface RoleEditorProps extends RoleViewProps {
  /** The name under which the server knows the role. */
  address: string
  latest: TaggedRole
  onMoved: (to: string) => void
  /** Another role has taken the name of this one, and nothing has been changed here. */
  onReplaced: () => void
}

/** A custom role as a form over its name and the matrix; a draft survives what others do to the role meanwhile. */
export function RoleEditor({ project, address, latest, item, roles, rights, onMoved, onReplaced }: RoleEditorProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { search } = useLocation()
  const routeName = requireParam(useParams(), 'role')
  const [filter, setFilter] = useMatrixFilter()
  const [dialog, setDialog] = useState<'clone' | 'save as new' | 'delete'>()
  const [leaveTo, setLeaveTo] = useState<string>()
  const draft = useRoleDraft({ project, address, latest, onMoved, onReplaced })
  const { form, base, diff, merge, isDirty, isGone, isBehind } = draft
  const update = useMutation(updateRoleMutation(project))
  const section = useRef<HTMLElement | null>(null)
  const formElement = () => section.current?.closest('form')
  const { review, confirm } = useSaveReview({
    project,
    isSubmitting: form.formState.isSubmitting,
    saveButton: () => formElement()?.querySelector<HTMLElement>('[type=submit]'),
  })
  const name = form.watch('name')
  useEffect(() => whenIdle(SaveRoleDialog.preload), [])

  const { unknown } = useMemo(() => splitPermissions(draft.start.role), [draft.start])
  const lockedReason = whyNoChanging(rights, draft.start.role.permissions)
  const isEditable = unknown.length === 0 && lockedReason === undefined
  const hasNewPermissions = diff.added.length + diff.removed.length > 0

  const target = leaveTo ?? (base.name === routeName ? undefined : paths.role(project, base.name) + search)
  useEffect(() => {
    // Only after the form has been seen clean: before that, leaving would ask whether to discard what was just saved.
    if (target !== undefined && !isDirty) void navigate(target, { replace: true })
  }, [target, isDirty, navigate])

  const save = async (values: CreateRole) => {
    const { permissions } = values
    if (hasNewPermissions && !(await confirm({ type: 'role_update', project, role: address, permissions })))
      return false
    const body = {
      ...(values.name === base.name ? {} : { name: values.name }),
      ...(hasNewPermissions ? { permissions } : {}),
    }
    try {
      const next = await update.mutateAsync({ name: address, ifMatch: draft.start.etag, body })
      client.setQueryData(roleQuery(project, next.role.name).queryKey, next)
      onMoved(next.role.name)
      return draft.restartFrom(next)
    } catch (error) {
      const refusal = isRefusal(error, 'stale') ? 'stale' : isRefusal(error, 'not_found') ? 'not_found' : undefined
      // When what others did cannot be read, or does not explain it, the refusal itself is shown.
      if (refusal && (await draft.meetOthers(refusal).catch(() => false))) return false
      throw error
    }
  }
  const held = lockedReason ?? whyHeld({ draft, name, rights, isEditable })
  const canSave = isDirty && held === undefined && dialog === undefined && review === undefined
  useSaveKey(canSave ? () => formElement()?.requestSubmit() : undefined)
  const takeTheirs = () => draft.restartFrom(latest)

  return (
    <>
      <RoleEditorHeader
        name={base.name}
        permissions={draft.start.role.permissions}
        item={item}
        rights={rights}
        isDirty={isDirty}
        onOpen={setDialog}
      />
      <Form form={form} onSubmit={save}>
        {isGone && <RoleGone name={base.name} onSaveAsNew={() => setDialog('save as new')} />}
        {isBehind && <RoleBehind onMerge={() => draft.mergeWith(latest)} onTakeTheirs={takeTheirs} />}
        {merge && !isBehind && !isGone && (
          <RoleMergeView
            merge={merge}
            result={{ name, permissions: [...draft.draft] }}
            onPermissions={draft.setDraft}
            onName={draft.chooseName}
            onTakeTheirs={takeTheirs}
          />
        )}
        {lockedReason !== undefined && <p className={classes.note}>You can only read this role. {lockedReason}</p>}
        {unknown.length > 0 && <UnknownPermissions names={unknown} />}
        <div className={classes.name}>
          <TextField
            form={form}
            name="name"
            label="Name"
            disabled={lockedReason !== undefined}
            description={
              form.formState.dirtyFields.name
                ? 'Scripts that assign the role by its name must use the new one.'
                : slugRule
            }
          />
        </div>
        <section
          ref={(element) => {
            section.current = element
            draft.permissions.field.ref(element)
          }}
          tabIndex={-1}
          className={classes.permissions}
          aria-label="Permissions"
        >
          {draft.permissions.fieldState.error?.message && (
            <p role="alert" className={classes.error}>
              {draft.permissions.fieldState.error.message}
            </p>
          )}
          <PermissionEditor
            label={`Permissions of ${base.name}`}
            value={draft.draft}
            base={base.permissions}
            restart={draft.restarts}
            onChange={isEditable ? draft.setDraft : undefined}
            filter={filter}
            onFilter={setFilter}
            scroll="page"
          />
        </section>
        <RoleSaveBar draft={draft} isEditable={isEditable} held={held} />
      </Form>
      {dialog === 'clone' && (
        <CreateRoleDialog
          project={project}
          name={freeCopyName(address, roles)}
          template={address}
          onClose={() => setDialog(undefined)}
          onCreated={(created) => void navigate(paths.role(project, created.name))}
        />
      )}
      {dialog === 'save as new' && (
        <CreateRoleDialog
          project={project}
          name={form.getValues('name')}
          permissions={draft.draft}
          onClose={() => setDialog(undefined)}
          onCreated={(created) => {
            form.reset()
            setLeaveTo(paths.role(project, created.name))
          }}
        />
      )}
      {dialog === 'delete' && (
        <DeleteRoleDialog
          project={project}
          role={{ name: address, used_by: item?.used_by }}
          onClose={() => setDialog(undefined)}
          onDeleted={() => void navigate(paths.roles(project))}
        />
      )}
      {review && <SaveRoleDialog name={name} review={review} onMissing={() => review.decide(false)} />}
    </>
  )
}

interface Holding {
  draft: RoleDraft
  name: string
  rights: Rights
  isEditable: boolean
}

/** Why saving has to wait; nothing where it does not. */
function whyHeld({ draft: { isGone, isBehind, merge, diff }, name, rights, isEditable }: Holding): string | undefined {
  if (isGone) return 'The role no longer exists'
  if (isBehind) return 'Merge both changes first'
  if (merge?.namesDiffer && chosenName(merge, name) === undefined) return 'Choose one of the two names first'
  // Merged with permissions of a newer server, which saving would take away.
  if (!isEditable && diff.added.length + diff.removed.length > 0)
    return 'The role has permissions that this dashboard does not know'
  return whyNoGiving(rights, diff.added)
}
