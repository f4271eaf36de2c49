import { useMutation, useQuery } from '@tanstack/react-query'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { showToast } from '#src/components/toast.tsx'
import { plural } from '#src/lib/plural.ts'
import { type ProjectContents, projectContentsQuery } from './project-contents.queries.ts'
import classes from './projects.page.module.css'
import { deleteProjectMutation } from './projects.queries.ts'

interface DeleteProjectDialogProps {
  project: string
  onClose: () => void
}

/** Asks for the name, after saying what goes with the project. */
export function DeleteProjectDialog({ project, onClose }: DeleteProjectDialogProps) {
  const contents = useQuery(projectContentsQuery(project))
  const remove = useMutation(deleteProjectMutation())

  const confirm = async () => {
    await remove.mutateAsync(project)
    showToast({ kind: 'success', message: `Project ${project} deleted` })
    onClose()
  }
  return (
    <ConfirmDialog
      title={`Delete the project ${project}?`}
      confirmLabel="Delete project"
      typedName={project}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p className={classes.text}>With it go, at once and for good:</p>
      {contents.isPending ? (
        <div className={classes.goes} aria-busy="true">
          <Skeleton width="60%" />
        </div>
      ) : (
        <ul className={classes.goes}>
          {describeContents(contents.data).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <p className={classes.text}>
        Requests to its deployments and pipelines fail from then on. Usage that was counted so far stays with the
        organization.
      </p>
    </ConfirmDialog>
  )
}

/** What goes with a project, as far as it is known: a line for each kind. */
export function describeContents(contents: ProjectContents | undefined): string[] {
  const { serviceUsers, deployments, pipelines, buckets } = contents ?? {}
  const count = (value: number | undefined, one: string) => (value === undefined ? `all ${one}s` : plural(value, one))
  const objects = [
    { value: deployments, line: `${count(deployments, 'deployment')} with all versions` },
    { value: pipelines, line: `${count(pipelines, 'pipeline')} with all versions` },
    { value: buckets, line: `${count(buckets, 'bucket')} with all files` },
    { value: serviceUsers, line: `${count(serviceUsers, 'service user')}, whose tokens stop working` },
  ]
  return [
    ...objects.filter(({ value }) => value !== 0).map(({ line }) => line),
    'its roles and everything they were assigned to',
  ]
}
