import '@mantine/core/styles/Input.layer.css'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Copy, Lock, Trash2 } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useController } from 'react-hook-form'
import { useLocation, useNavigate, useParams } from 'react-router-dom'
import { slugRule } from '#contract/common.ts'
import { isPermission, type Permission, sortPermissions } from '#contract/permissions.ts'
import { type CreateRole, createRoleBody, type Role, type RoleListItem } from '#contract/roles.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { requireParam, useProjectName } from '#src/lib/params.ts'
import { paths } from '#src/lib/paths.ts'
import { joinList } from '#src/lib/plural.ts'
import { useTypedText, useUrlState } from '#src/lib/url-state.ts'
import { PermissionEditor } from './permission-editor.tsx'
import { PermissionHints } from './permission-hints.tsx'
import { diffPermissions, type MatrixFilter } from './permission-matrix.ts'
import classes from './role.page.module.css'
import { RoleConflict, RoleGone } from './role-conflict.tsx'
import { copyName, describeHolders, whyNoEdit } from './role-usage.ts'
import { roleListQuery, roleQuery, type TaggedRole, updateRoleMutation } from './roles.queries.ts'

const CreateRoleDialog = lazyDialog(() => import('./create-role-dialog.tsx').then((module) => module.CreateRoleDialog))
const DeleteRoleDialog = lazyDialog(() => import('./delete-role-dialog.tsx').then((module) => module.DeleteRoleDialog))

/** One role: its name and the matrix of its permissions. */
export function RolePage() {
  const project = useProjectName()
  const name = requireParam(useParams(), 'role')
  const client = useQueryClient()
  // Where to find the role after it was renamed, here or by others; the address follows when no draft would be lost.
  const [moved, setMoved] = useState<{ from: string; to: string }>()
  const address = moved?.from === name ? moved.to : name
  const role = useQuery(roleQuery(project, address))
  const { data: roles } = useQuery(roleListQuery(project))

  const previous = useRef(address)
  useEffect(() => {
    if (previous.current === address) return
    // A role that has been renamed must not be found under its old name.
    client.removeQueries({ queryKey: roleQuery(project, previous.current).queryKey, type: 'inactive' })
    previous.current = address
  }, [client, project, address])

  if (role.data === undefined)
    return role.error ? <LoadError error={role.error} onRetry={role.refetch} /> : <RoleSkeleton name={name} />
  const item = roles?.find(({ id }) => id === role.data.role.id)
  return role.data.role.default ? (
    <DefaultRole key={role.data.role.id} project={project} role={role.data.role} item={item} roles={roles} />
  ) : (
    <RoleEditor
      // Its own renaming keeps the draft's frame: the id stays.
      key={role.data.role.id}
      project={project}
      address={address}
      latest={role.data}
      item={item}
      roles={roles}
      onMoved={(to) => setMoved({ from: name, to })}
    />
  )
}

interface ViewProps {
  project: string
  /** The role in the list, which knows who uses it. */
  item: RoleListItem | undefined
  roles: readonly RoleListItem[] | undefined
}

function DefaultRole({ project, role, item, roles }: ViewProps & { role: Role }) {
  const [filter, setFilter] = useFilter()
  const navigate = useNavigate()
  const [isCloning, setIsCloning] = useState(false)
  const { known, unknown } = useMemo(() => splitPermissions(role), [role])
  return (
    <>
      <PageHeader
        title={role.name}
        description={
          <>
            <Lock size={13} aria-hidden className={classes.lock} /> Default role{usedByText(item)}. {whyNoEdit}
          </>
        }
        actions={
          <Button
            leftSection={<Copy size={16} aria-hidden />}
            {...preloadOn(CreateRoleDialog)}
            onClick={() => setIsCloning(true)}
          >
            Clone
          </Button>
        }
      />
      {unknown.length > 0 && <UnknownPermissions names={unknown} />}
      <PermissionEditor
        label={`Permissions of ${role.name}`}
        value={known}
        filter={filter}
        onFilter={setFilter}
        scroll="page"
      />
      {isCloning && (
        <CreateRoleDialog
          project={project}
          name={freeCopyName(role.name, roles)}
          template={role.name}
          onClose={() => setIsCloning(false)}
          onCreated={(created) => void navigate(paths.role(project, created.name))}
        />
      )}
    </>
  )
}

interface RoleEditorProps extends ViewProps {
  /** The name under which the server knows the role. */
  address: string
  latest: TaggedRole
  onMoved: (to: string) => void
}

function RoleEditor({ project, address, latest, item, roles, onMoved }: RoleEditorProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { search } = useLocation()
  const routeName = requireParam(useParams(), 'role')
  const [filter, setFilter] = useFilter()
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

const filterDefaults = { q: '', granted: '', changed: '' }

/** The filter of the grid, kept in the address, which each control is ahead of until the router has followed. */
function useFilter(): [filter: MatrixFilter, change: (change: Partial<MatrixFilter>) => void] {
  const [state, setState] = useUrlState(filterDefaults)
  const [text, setText] = useTypedText(
    state.q,
    useCallback((q: string) => setState({ q }), [setState]),
  )
  const [granted, setGranted] = useTypedText(
    state.granted,
    useCallback((value: string) => setState({ granted: value }), [setState]),
    0,
  )
  const [changed, setChanged] = useTypedText(
    state.changed,
    useCallback((value: string) => setState({ changed: value }), [setState]),
    0,
  )
  const change = (next: Partial<MatrixFilter>) => {
    if (next.text !== undefined) setText(next.text)
    if (next.onlyGranted !== undefined) setGranted(next.onlyGranted ? '1' : '')
    if (next.onlyChanged !== undefined) setChanged(next.onlyChanged ? '1' : '')
  }
  return [{ text, onlyGranted: granted === '1', onlyChanged: changed === '1' }, change]
}

function splitPermissions(role: Role): { known: Permission[]; unknown: string[] } {
  return {
    known: sortPermissions(role.permissions.filter(isPermission)),
    unknown: role.permissions.filter((name) => !isPermission(name)),
  }
}

const toValues = (role: Role) => ({ name: role.name, permissions: splitPermissions(role).known })

function isSameState(one: CreateRole, other: CreateRole): boolean {
  const { added, removed } = diffPermissions(one.permissions, other.permissions)
  return one.name === other.name && added.length + removed.length === 0
}

function usedByText(item: RoleListItem | undefined): string {
  if (!item?.used_by) return ''
  return `, used by ${describeHolders(item.used_by).toLowerCase()}`
}

function freeCopyName(name: string, roles: readonly RoleListItem[] | undefined): string {
  return copyName(name, new Set(roles?.map((role) => role.name)))
}

function UnknownPermissions({ names }: { names: readonly string[] }) {
  return (
    <p className={classes.note}>
      This role also gives {joinList(names)}, which this dashboard does not know. Its permissions can only be read here,
      so that none of them is lost.
    </p>
  )
}

function RoleSkeleton({ name }: { name: string }) {
  return (
    <>
      <PageHeader title={name} description="Loading…" />
      <div className={classes.skeleton} aria-busy="true">
        {Array.from({ length: 14 }, (_, index) => (
          <div key={index} className={classes.skeletonRow}>
            <Skeleton width={`${18 + ((index * 7) % 14)}rem`} />
            <Skeleton width="12rem" />
          </div>
        ))}
      </div>
    </>
  )
}
