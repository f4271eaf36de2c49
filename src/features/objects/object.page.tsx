import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router-dom'
import { isRefusal } from '#src/api/api-error.ts'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { Problem } from '#src/components/problem.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { requireParam, useProjectName } from '#src/lib/params.ts'
import { isVersionedKind, kindOfPath } from './kinds.ts'
import classes from './object.module.css'
import { ObjectAccessList } from './object-access-list.tsx'
import { ObjectFacts } from './object-facts.tsx'
import { ObjectHeader } from './object-header.tsx'
import { type ObjectKind, objectQuery } from './objects.queries.ts'
import { VersionsTable } from './versions-table.tsx'

/** One deployment, pipeline or bucket: what it is, its versions, and who has access to it. */
export function ObjectPage() {
  const project = useProjectName()
  const params = useParams()
  const name = requireParam(params, 'object')
  const kind = kindOfPath(requireParam(params, 'kind'))
  if (kind === undefined)
    return (
      <Problem title="Not found">
        <p>A project has deployments, pipelines and buckets.</p>
      </Problem>
    )
  // What is open on the page belongs to its object.
  return <ObjectView key={`${project} ${kind} ${name}`} project={project} kind={kind} name={name} />
}

interface ObjectViewProps {
  project: string
  kind: ObjectKind
  name: string
}

function ObjectView({ project, kind, name }: ObjectViewProps) {
  const query = useQuery(objectQuery(project, kind, name))
  const object = query.data?.object
  // What is gone is not shown from memory either.
  if (query.error && (!object || isRefusal(query.error, 'not_found')))
    return <LoadError error={query.error} onRetry={query.refetch} />
  return (
    <>
      {object ? (
        <>
          <ObjectHeader project={project} object={object} />
          <ObjectFacts object={object} />
        </>
      ) : (
        <>
          <PageHeader title={name} description="Loading…" />
          <div className={classes.facts} aria-busy="true">
            <Skeleton width="12rem" />
            <Skeleton width="16rem" />
          </div>
        </>
      )}
      {isVersionedKind(kind) && (
        <VersionsTable
          project={project}
          kind={kind}
          name={name}
          defaultVersion={object && 'default_version' in object ? object.default_version : undefined}
          etag={query.data?.etag}
        />
      )}
      <section className={classes.section} aria-labelledby="who-has-access">
        <h2 id="who-has-access">Who has access</h2>
        <div className={classes.access}>
          <ObjectAccessList project={project} kind={kind} name={name} />
        </div>
      </section>
    </>
  )
}
