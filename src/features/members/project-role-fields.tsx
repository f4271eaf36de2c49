import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ErrorNote } from '#src/components/error-note.tsx'
import { SelectField } from '#src/components/form/select-field.tsx'
import { projectListQuery } from '#src/features/projects/projects.queries.ts'
import { useAssignableRoles, wholeProject } from '#src/features/roles/assignable-roles.queries.ts'
import type { AddForm } from './add-members.schema.ts'
import classes from './members.module.css'

/** A role in one project, so that nobody lands without access. */
export function ProjectRoleFields({ organization, form }: { organization: string; form: AddForm }) {
  const projects = useQuery(projectListQuery())
  const project = form.watch('project')
  const { roles, error, isLoading, refusal } = useAssignableRoles(project)
  const names = useMemo(
    () =>
      projects.data
        ?.filter((item) => item.organization_name === organization)
        .map(({ name }) => name)
        .sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    [projects.data, organization],
  )
  if (names?.length === 0)
    return <p className={classes.note}>There is no project yet. Roles can be given once there is one.</p>
  return (
    <>
      <div className={classes.pair}>
        <SelectField
          form={form}
          name="project"
          label="Project (optional)"
          options={[
            { value: '', label: names ? 'No project yet' : 'Loading projects…' },
            ...(names ?? []).map((name) => ({ value: name, label: name })),
          ]}
        />
        <SelectField
          // Another project has other roles.
          key={project}
          form={form}
          name="role"
          label="Role in it"
          disabled={project === ''}
          options={[
            { value: '', label: project !== '' && isLoading ? 'Loading roles…' : 'Choose a role' },
            ...(roles ?? []).map(({ name }) => {
              const reason = refusal(name, wholeProject(project))
              // The browser's own list has no other place for it.
              return {
                value: name,
                label: reason === undefined ? name : `${name}: ${reason}`,
                disabled: reason !== undefined,
              }
            }),
          ]}
        />
      </div>
      {project === '' && (
        <p className={classes.note}>Without a role they see the organization and its members, but no project.</p>
      )}
      {projects.error && <ErrorNote error={projects.error} lead="Could not load the projects." />}
      {error ? <ErrorNote error={error} lead="Could not load the roles." /> : null}
    </>
  )
}
