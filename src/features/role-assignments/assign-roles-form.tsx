import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type FieldPath, useController } from 'react-hook-form'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Choices } from '#src/components/form/choices.tsx'
import { Form } from '#src/components/form/form.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { formatCount } from '#src/lib/numbers.ts'
import { whyNoCreateOn } from '#src/lib/own-rights.ts'
import { plural } from '#src/lib/plural.ts'
import { type AssignRolesForm, type AssignRolesValues, levelsOf } from './assign-roles.schema.ts'
import { Caution } from './caution.tsx'
import { CheckList, type CheckListProps } from './check-list.tsx'
import classes from './role-assignments.module.css'
import { useAssigneeOptions, useObjectOptions, useRoleOptions } from './use-assign-options.ts'

const kinds = [
  { value: 'member', label: 'Members' },
  { value: 'service_user', label: 'Service users' },
  { value: 'deployment', label: 'Deployments' },
] as const

const nouns = {
  member: ['member', 'members'],
  service_user: ['service user', 'service users'],
  deployment: ['deployment', 'deployments'],
  pipeline: ['pipeline', 'pipelines'],
  bucket: ['bucket', 'buckets'],
} as const

export interface AssignRolesFormProps {
  project: string
  form: AssignRolesForm
  onReview: (values: AssignRolesValues) => void
}

/** Who gets which roles on what. */
export function AssignRolesFormStep({ project, form, onReview }: AssignRolesFormProps) {
  const dialog = useDialog()
  const { data: own } = useQuery(ownAccessQuery(project))
  const values = form.watch()
  const { kind, level } = values
  const levels = useMemo(() => levelsOf(project, values), [project, values])
  const assignees = useAssigneeOptions(project, kind)
  const objects = useObjectOptions(project, level === 'project' ? undefined : level, own)
  const roles = useRoleOptions(project, levels)
  const noProject = whyNoCreateOn(own, { resource: project, resource_type: 'project' })

  const chooseKind = (next: AssignRolesValues['kind']) => {
    form.setValue('kind', next, { shouldDirty: true })
    // What deployments are given is mostly access to a bucket.
    if (next === 'deployment' && level === 'project') form.setValue('level', 'bucket')
    if (next !== 'deployment' && level === 'bucket' && values.objects.bucket.length === 0 && noProject === undefined)
      form.setValue('level', 'project')
  }
  const [assigneeNoun, assigneeNouns] = nouns[kind]
  const chosen = values.assignees[kind].length
  const count = chosen * values.roles.length * levels.length

  return (
    // The dialog's own guard asks, through all steps.
    <Form form={form} onSubmit={onReview} asksBeforeLeaving={false}>
      <div className={classes.form}>
        <Choices label="Assign to" choices={kinds} value={kind} onChange={chooseKind} />
        {kind === 'service_user' && (
          <Caution>
            Tokens of service users are refused on roles, role assignments and project users, whatever their role says.
          </Caution>
        )}
        <CheckListField
          // What was searched for among others is not searched for here.
          key={kind}
          form={form}
          name={`assignees.${kind}`}
          label={kinds.find(({ value }) => value === kind)?.label ?? ''}
          noun={nouns[kind]}
          options={assignees.options}
          failure={assignees.error}
          autoFocus
        />
        <Choices
          label="On"
          choices={[
            { value: 'project', label: 'Whole project', disabledReason: noProject },
            { value: 'deployment', label: 'Deployments' },
            { value: 'pipeline', label: 'Pipelines' },
            { value: 'bucket', label: 'Buckets' },
          ]}
          value={level}
          onChange={(next) => form.setValue('level', next, { shouldDirty: true })}
        />
        {level !== 'project' && (
          <CheckListField
            key={level}
            form={form}
            name={`objects.${level}`}
            label={`Which ${nouns[level][1]}`}
            noun={nouns[level]}
            options={objects.options}
            failure={objects.error}
          />
        )}
        <CheckListField
          form={form}
          name="roles"
          label="Roles"
          noun={['role', 'roles']}
          options={roles.options}
          failure={roles.error}
        />
      </div>
      <p className={classes.sum} aria-live="polite">
        {count > 0 &&
          [
            plural(chosen, assigneeNoun, assigneeNouns),
            plural(values.roles.length, 'role'),
            ...(level === 'project' ? [] : [plural(levels.length, level)]),
          ].join(' × ') + ` = ${formatCount(count)} in all`}
      </p>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form}>Review</SubmitButton>
      </DialogActions>
    </Form>
  )
}

interface CheckListFieldProps extends Pick<CheckListProps, 'label' | 'noun' | 'options' | 'autoFocus'> {
  form: AssignRolesForm
  name: FieldPath<AssignRolesValues>
  /** Why the options could not be loaded. */
  failure: unknown
}

function CheckListField({ form, name, failure, ...props }: CheckListFieldProps) {
  const { field, fieldState } = useController({ control: form.control, name })
  const values = Array.isArray(field.value) ? field.value : []
  if (props.options === undefined && failure)
    return <ErrorNote error={failure} lead={`Could not load the ${props.noun[1]}.`} />
  return <CheckList {...props} values={values} onChange={field.onChange} error={fieldState.error?.message} />
}
