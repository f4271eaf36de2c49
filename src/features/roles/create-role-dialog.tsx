import '@mantine/core/styles/Input.layer.css'
import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { useController } from 'react-hook-form'
import { slugRule } from '#contract/common.ts'
import { isPermission, type Permission, sortPermissions } from '#contract/permissions.ts'
import { type CreateRole, createRoleBody, type Role } from '#contract/roles.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { GatedButton } from '#src/components/gated-button.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { showToast } from '#src/components/toast.tsx'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { formatCount } from '#src/lib/numbers.ts'
import { plural } from '#src/lib/plural.ts'
import classes from './create-role-dialog.module.css'
import { noFilter, PermissionEditor } from './permission-editor.tsx'
import { PermissionHints } from './permission-hints.tsx'
import { diffPermissions } from './permission-matrix.ts'
import { foreignOf, rightsOf, whyNoCloning } from './role-rights.ts'
import { createRoleMutation, roleListQuery, roleQuery } from './roles.queries.ts'

export interface CreateRoleDialogProps {
  project: string
  name?: string
  /** The role whose permissions it starts with; others can be chosen in the dialog. */
  template?: string
  /** Permissions to start with in place of a role's. */
  permissions?: readonly Permission[]
  onClose: () => void
  onCreated?: (role: Role) => void
}

const permissionsOf = (role: Role) => sortPermissions(role.permissions.filter(isPermission))

/** Makes a role, from nothing or from what another one gives. */
export function CreateRoleDialog({
  project,
  name = '',
  template,
  permissions,
  onClose,
  onCreated,
}: CreateRoleDialogProps) {
  const source = useQuery({ ...roleQuery(project, template ?? ''), enabled: template !== undefined })
  const start = permissions ?? (template === undefined ? [] : source.data && permissionsOf(source.data.role))
  return (
    <Dialog
      title={template === undefined ? 'Create role' : `Clone ${template}`}
      kind="drawer"
      size="xl"
      onClose={onClose}
    >
      {start ? (
        <CreateRoleForm
          project={project}
          template={template ?? ''}
          defaultValues={{ name, permissions: [...start] }}
          onClose={onClose}
          {...(onCreated === undefined ? {} : { onCreated })}
        />
      ) : source.error ? (
        <ErrorNote
          error={source.error}
          lead={`Could not load ${template}.`}
          action={
            <Button size="compact-sm" variant="default" onClick={() => void source.refetch()}>
              Retry
            </Button>
          }
        />
      ) : (
        <div aria-busy="true">
          <Skeleton width="20rem" />
        </div>
      )}
    </Dialog>
  )
}

interface CreateRoleFormProps {
  project: string
  template: string
  defaultValues: CreateRole
  onClose: () => void
  onCreated?: (role: Role) => void
}

function CreateRoleForm({ project, template: firstTemplate, defaultValues, onClose, onCreated }: CreateRoleFormProps) {
  const client = useQueryClient()
  const { data: roles = [] } = useQuery(roleListQuery(project))
  const { data: own } = useQuery(ownAccessQuery(project))
  const create = useMutation(createRoleMutation(project))
  const form = useContractForm(createRoleBody, { defaultValues })
  const { field, fieldState } = useController({ control: form.control, name: 'permissions' })
  const { value: draft, onChange: setField, ref: setFocusTarget } = field
  const [template, setTemplate] = useState(firstTemplate)
  const [templateError, setTemplateError] = useState<unknown>()
  const started = useRef<readonly Permission[]>(defaultValues.permissions)
  const [replaced, setReplaced] = useState<{ template: string; permissions: readonly Permission[] }>()
  const [filter, setFilter] = useState(noFilter)
  const requestClose = useDialog()?.requestClose ?? onClose
  const rights = useMemo(() => rightsOf(own), [own])
  const refusal = whyNoCloning(rights, draft)
  const foreign = foreignOf(rights, draft)
  const setDraft = (next: readonly Permission[]) => setField(next)

  const startFrom = async (name: string) => {
    const before = template
    setTemplate(name)
    setTemplateError(undefined)
    try {
      const next = name === '' ? [] : permissionsOf((await client.fetchQuery(roleQuery(project, name))).role)
      const chosen = form.getValues('permissions')
      const { added, removed } = diffPermissions(started.current, chosen)
      // What came from a role can be had again from it; what was chosen by hand cannot.
      if (chosen.length > 0 && added.length + removed.length > 0) setReplaced({ template: before, permissions: chosen })
      started.current = next
      setDraft(next)
    } catch (error) {
      setTemplate(before)
      setTemplateError(error)
    }
  }

  const bringBack = ({ template: from, permissions }: NonNullable<typeof replaced>) => {
    setTemplate(from)
    setDraft(permissions)
    setReplaced(undefined)
  }

  const submit = async (values: CreateRole) => {
    const role = await create.mutateAsync(values)
    showToast({ kind: 'success', message: `Role ${role.name} created` })
    onClose()
    onCreated?.(role)
  }

  return (
    <Form form={form} onSubmit={submit}>
      <div className={classes.fields}>
        <TextField form={form} name="name" label="Name" description={slugRule} autoFocus />
        <NativeSelect
          label="Start from"
          description="Replaces what is chosen below"
          value={template}
          onChange={(event) => void startFrom(event.currentTarget.value)}
          data={[{ value: '', label: 'Nothing' }, ...roles.map((role) => ({ value: role.name, label: role.name }))]}
        />
      </div>
      <div role="status">
        {replaced && (
          <p className={classes.replaced}>
            {plural(replaced.permissions.length, 'chosen permission')}{' '}
            {replaced.permissions.length === 1 ? 'was' : 'were'} replaced.
            <Button variant="default" size="compact-sm" onClick={() => bringBack(replaced)}>
              Bring back
            </Button>
          </p>
        )}
      </div>
      {templateError !== undefined && <ErrorNote error={templateError} lead="Could not load that role." />}
      <section ref={setFocusTarget} tabIndex={-1} className={classes.permissions} aria-label="Permissions">
        {fieldState.error?.message && (
          <p role="alert" className={classes.error}>
            {fieldState.error.message}
          </p>
        )}
        <PermissionEditor
          label="Permissions of the new role"
          value={draft}
          onChange={setDraft}
          filter={filter}
          onFilter={(change) => setFilter({ ...filter, ...change })}
          scroll="self"
        />
      </section>
      <div className={classes.foot}>
        <PermissionHints value={draft} onAdd={(names) => setDraft(sortPermissions([...draft, ...names]))} />
        {refusal !== undefined && (
          <p className={classes.refusal} role="status">
            {refusal}{' '}
            {foreign.length > 0 && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => setDraft(draft.filter((name) => !foreign.includes(name)))}
              >
                Leave out what I do not hold
              </Button>
            )}
          </p>
        )}
        <FormError form={form} />
        <DialogActions>
          <span role="status" className={classes.status}>
            {formatCount(draft.length)} chosen
          </span>
          <Button variant="default" onClick={requestClose} disabled={create.isPending}>
            Cancel
          </Button>
          {refusal === undefined ? (
            <SubmitButton form={form}>Create role</SubmitButton>
          ) : (
            <GatedButton disabledReason={refusal} onClick={() => undefined}>
              Create role
            </GatedButton>
          )}
        </DialogActions>
      </div>
    </Form>
  )
}
