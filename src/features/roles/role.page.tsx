import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useParams } from 'react-router-dom'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { requireParam, useProjectName } from '#src/lib/params.ts'
import { DefaultRole } from './default-role.tsx'
import classes from './role.page.module.css'
import { RoleEditor } from './role-editor.tsx'
import { rightsOf } from './role-rights.ts'
import { roleListQuery, roleQuery } from './roles.queries.ts'

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
  const { data: own } = useQuery(ownAccessQuery(project))
  const rights = useMemo(() => rightsOf(own), [own])

  const previous = useRef(address)
  useEffect(() => {
    if (previous.current === address) return
    // A role that has been renamed must not be found under its old name.
    client.removeQueries({ queryKey: roleQuery(project, previous.current).queryKey, type: 'inactive' })
    previous.current = address
  }, [client, project, address])

  // Whose draft the page holds. It outlives a change of name, and also another role that comes to have this name.
  const id = role.data?.role.id
  const [frame, setFrame] = useState({ name, id })
  if (id !== undefined && (frame.name !== name || frame.id === undefined)) setFrame({ name, id })

  if (role.data === undefined)
    return role.error ? <LoadError error={role.error} onRetry={role.refetch} /> : <RoleSkeleton name={name} />
  const item = roles?.find(({ id }) => id === role.data.role.id)
  const view = { project, item, roles, rights }
  return role.data.role.default ? (
    <DefaultRole key={role.data.role.id} {...view} role={role.data.role} />
  ) : (
    <RoleEditor
      key={frame.id}
      {...view}
      address={address}
      latest={role.data}
      onMoved={(to) => setMoved({ from: name, to })}
      onReplaced={() => setFrame({ name, id })}
    />
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
