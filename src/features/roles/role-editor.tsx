import '@mantine/core/styles/Input.layer.css'
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Copy, Trash2 } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useController } from 'react-hook-form'
import { useLocation, useNavigate, useParams } from 'react-router-dom'
import { slugRule } from '#contract/common.ts'
import { isPermission, type Permission, sortPermissions } from '#contract/permissions.ts'
import { type CreateRole, createRoleBody, type Role } from '#contract/roles.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { PageHeader } from '#src/components/page-header.tsx'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { requireParam } from '#src/lib/params.ts'
import { paths } from '#src/lib/paths.ts'
import { PermissionEditor } from './permission-editor.tsx'
import { PermissionHints } from './permission-hints.tsx'
import { diffPermissions } from './permission-matrix.ts'
import classes from './role.page.module.css'
import { RoleConflict, RoleGone } from './role-conflict.tsx'
import { CreateRoleDialog, DeleteRoleDialog } from './role-dialogs.tsx'
import { freeCopyName, type RoleViewProps, splitPermissions, usedByText } from './role-view.ts'
import { roleListQuery, roleQuery, type TaggedRole, updateRoleMutation } from './roles.queries.ts'
import { UnknownPermissions } from './unknown-permissions.tsx'
import { useMatrixFilter } from './use-matrix-filter.ts'

interface RoleEditorProps extends RoleViewProps {
  /** The name under which the server knows the role. */
  address: string
  latest: TaggedRole
  onMoved: (to: string) => void
}

/** A custom role as a form over its name and the matrix; a draft survives what others do to the role meanwhile. */
export function RoleEditor({ project, address, latest, item, roles, onMoved }: RoleEditorProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { search } = useLocation()
  const routeName = requireParam(useParams(), 'role')
  const [filter, setFilter] = useMatrixFilter()
  const [dialog, setDialog] = useState<'clone' | 'save as new' | 'delete'>()
  const [isGone, setIsGone] = useState(false)
  const [leaveTo, setLeaveTo] = useState<string>()

  const form = useContractForm(createRoleBody, { defaultValues: toValues(latest.role) })
  const { field, fieldState } = useController({ control: form.control, name: 'permissions' })
  const { value: draft, onChange: setField, ref: setFocusTarget } = field
  const { isDirty, dirtyFields, defaultValues } = form.formState
  // What the draft is compared with: the role as it was opened, or as it was last taken over from the server.
  // The form hands out its defaults as a new object each time; as text they stay the same, so `base` does.
  const baseText = [defaultValues?.name, ...(defaultValues?.permissions ?? [])].join(' ')
  const base = useMemo(() => {
    const [name = '', ...permissions] = baseText.split(' ')
    return { name, permissions: permissions.filter(isPermission) }
  }, [baseText])
  const [discards, setDiscards] = useState(0)
  const diff = useMemo(() => diffPermissions(base.permissions, draft), [base, draft])
  const update = useMutation(updateRoleMutation(project))
  const { unknown } = useMemo(() => splitPermissions(latest.role), [latest])
  const isEditable = unknown.length === 0

  const isSuperseded = !isSameState(base, toValues(latest.role))
  useEffect(() => {
    // The form keeps a state of its own, so a change of the role by others has to be handed to it.
    if (isSuperseded && !isDirty) form.reset(toValues(latest.role))
  }, [isSuperseded, isDirty, latest, form])
  const target = leaveTo ?? (base.name === routeName ? undefined : paths.role(project, base.name) + search)
  useEffect(() => {
    // Only after the form has been seen clean: before that, leaving would ask whether to discard what was just saved.
    if (target !== undefined && !isDirty) void navigate(target, { replace: true })
  }, [target, isDirty, navigate])

  const takeTheirs = () => form.reset(toValues(latest.role))
  const keepMine = () => {
    const mine = form.getValues()
    const touched = { name: dirtyFields.name === true, permissions: dirtyFields.permissions !== undefined }
    takeTheirs()
    if (touched.name) form.setValue('name', mine.name, { shouldDirty: true })
    if (touched.permissions) form.setValue('permissions', mine.permissions, { shouldDirty: true })
  }

  const findAgain = async () => {
    const list = await client.fetchQuery({ ...roleListQuery(project), staleTime: 0 })
    const found = list.find(({ id }) => id === latest.role.id)
    if (!found || found.name === address) {
      setIsGone(true)
      return
    }
    // Loaded before the page turns to it, which would else show a skeleton in the place of the draft.
    await client.fetchQuery(roleQuery(project, found.name))
    onMoved(found.name)
  }

  const save = async (values: CreateRole) => {
    const body = {
      ...(values.name === base.name ? {} : { name: values.name }),
      ...(diff.added.length + diff.removed.length === 0 ? {} : { permissions: values.permissions }),
    }
    try {
      const next = await update.mutateAsync({ name: address, ifMatch: latest.etag, body })
      client.setQueryData(roleQuery(project, next.role.name).queryKey, next)
      onMoved(next.role.name)
      form.reset(toValues(next.role))
    } catch (error) {
      // Whether these reads work out or not, the refusal itself is shown.
      if (isRefusal(error, 'stale'))
        await client.fetchQuery({ ...roleQuery(project, address), staleTime: 0 }).catch(() => undefined)
      if (isRefusal(error, 'not_found')) await findAgain().catch(() => undefined)
      throw error
    }
  }

  const discard = () => {
    form.reset()
    setDiscards(discards + 1)
  }
  const showsConflict = isSuperseded && isDirty
  const isHeld = showsConflict || isGone
  const setDraft = (next: readonly Permission[]) => setField(next)

  return (
    <>
      <PageHeader
        title={base.name}
        description={`Custom role${usedByText(item)}.`}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<Copy size={16} aria-hidden />}
              {...preloadOn(CreateRoleDialog)}
              onClick={() => setDialog('clone')}
            >
              Clone
            </Button>
            <Button
              variant="default"
              leftSection={<Trash2 size={16} aria-hidden />}
              {...preloadOn(DeleteRoleDialog)}
              onClick={() => setDialog('delete')}
              disabled={isDirty}
              {...(isDirty ? { title: 'Save or discard your changes first' } : {})}
            >
              Delete
            </Button>
          </>
        }
      />
      <Form form={form} onSubmit={save}>
        {showsConflict && !isGone && (
          <RoleConflict before={base} after={toValues(latest.role)} onTakeTheirs={takeTheirs} onKeepMine={keepMine} />
        )}
        {isGone && <RoleGone name={base.name} onSaveAsNew={() => setDialog('save as new')} />}
        {!isEditable && <UnknownPermissions names={unknown} />}
        <div className={classes.name}>
          <TextField
            form={form}
            name="name"
            label="Name"
            description={dirtyFields.name ? 'Scripts that assign the role by its name must use the new one.' : slugRule}
          />
        </div>
        <section ref={setFocusTarget} tabIndex={-1} className={classes.permissions} aria-label="Permissions">
          {fieldState.error?.message && (
            <p role="alert" className={classes.error}>
              {fieldState.error.message}
            </p>
          )}
          <PermissionEditor
            label={`Permissions of ${base.name}`}
            value={draft}
            base={base.permissions}
            restart={discards}
            onChange={isEditable ? setDraft : undefined}
            filter={filter}
            onFilter={setFilter}
            scroll="page"
          />
        </section>
        <div className={classes.bar}>
          {!isHeld && <FormError form={form} />}
          <PermissionHints
            value={isEditable ? draft : []}
            onAdd={(names) => setDraft(sortPermissions([...draft, ...names]))}
          />
          <div className={classes.actions}>
            <span role="status" className={classes.status}>
              {isDirty ? (
                <>
                  <span className={classes.added}>+{diff.added.length}</span>
                  <span className="visually-hidden"> added, </span>
                  <span className={classes.removed}>−{diff.removed.length}</span>
                  <span className="visually-hidden"> removed</span>
                  {dirtyFields.name && <span>renamed</span>}
                </>
              ) : (
                'No changes'
              )}
            </span>
            <Button variant="default" onClick={discard} disabled={!isDirty || update.isPending}>
              Discard
            </Button>
            {isHeld ? (
              // Saving would overwrite what has not been looked at.
              <Button disabled>Save</Button>
            ) : (
              <SubmitButton form={form} needsChange>
                Save
              </SubmitButton>
            )}
          </div>
        </div>
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
          permissions={draft}
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
    </>
  )
}

const toValues = (role: Role) => ({ name: role.name, permissions: splitPermissions(role).known })

function isSameState(one: CreateRole, other: CreateRole): boolean {
  const { added, removed } = diffPermissions(one.permissions, other.permissions)
  return one.name === other.name && added.length + removed.length === 0
}
