import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Link } from 'react-router-dom'
import { ApiError } from '#src/api/api-error.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { paths } from '#src/lib/paths.ts'
import { AssignedRoles } from './assigned-roles.tsx'
import { finder, HolderGroup, HolderSearch, HoldersSkeleton } from './holder-group.tsx'
import { groupHolders } from './object-access.ts'
import classes from './object-access-list.module.css'
import { holdersQueryOf, type ObjectKind } from './objects.queries.ts'

export interface ObjectAccessListProps {
  project: string
  kind: ObjectKind
  name: string
}

/** Who can see an object: by the organization, by the object itself and by the whole project. */
export function ObjectAccessList({ project, kind, name }: ObjectAccessListProps) {
  const { data, error, refetch } = useQuery(holdersQueryOf(project, kind, name))
  const groups = useMemo(() => data && groupHolders(data, kind), [data, kind])
  const [text, setText] = useState('')

  // A server that knows the public documents alone tells roles and who holds them.
  if (groups === undefined && isMissing(error)) return <AssignedRoles project={project} kind={kind} name={name} />
  if (groups === undefined)
    return error ? (
      <ErrorNote
        error={error}
        lead="Who has access cannot be shown."
        action={
          <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
            Retry
          </Button>
        }
      />
    ) : (
      <HoldersSkeleton />
    )

  const { admins, here, inherited } = groups
  const isFound = finder(text)
  return (
    <div className={classes.access}>
      <p className={classes.text}>
        Everybody who holds {kind}s.get on it.{' '}
        <Link to={paths.accessToObject(project, `${kind}s.get`, { resource: name, resource_type: kind })}>
          See who may do what, and why
        </Link>
      </p>
      <HolderSearch count={admins.length + here.length + inherited.length} text={text} onChange={setText} />
      <HolderGroup
        project={project}
        title={`On this ${kind}`}
        empty={`No role assigned on this ${kind} gives access to it.`}
        holders={here}
        isFound={isFound}
      />
      <HolderGroup
        project={project}
        title="On the whole project"
        empty={`No role assigned on the project gives access to ${kind}s.`}
        holders={inherited}
        isFound={isFound}
      />
      <HolderGroup
        project={project}
        title="Admins of the organization"
        empty="None."
        note="They may do everything in all projects."
        holders={admins}
        isFound={isFound}
      />
    </div>
  )
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 405)
}
