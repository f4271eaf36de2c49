import { useQueries } from '@tanstack/react-query'
import { isRefusal } from '#src/api/api-error.ts'
import { LinkTabs } from '#src/components/link-tabs.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { useProjectName } from '#src/lib/params.ts'
import { paths } from '#src/lib/paths.ts'
import { useUrlState } from '#src/lib/url-state.ts'
import { kindOfPath, kindTitles, objectKinds } from './kinds.ts'
import { objectListQuery } from './objects.queries.ts'
import { ObjectsTable } from './objects-table.tsx'

const defaults = { kind: '' }

/** The deployments, pipelines and buckets of a project: what roles are assigned on. */
export function ObjectsPage() {
  const project = useProjectName()
  const [address] = useUrlState(defaults)
  const lists = useQueries({ queries: objectKinds.map((kind) => objectListQuery(project, kind)) })

  const missing = lists.find(({ data, error }) => data === undefined && isRefusal(error, 'not_found'))
  if (missing) return <LoadError error={missing.error} onRetry={missing.refetch} />

  // Whoever may see one kind only need not look for it.
  const firstOpen = objectKinds.find((_, index) => lists[index]?.data !== undefined || !isRefusal(lists[index]?.error))
  const shown = kindOfPath(address.kind) ?? firstOpen ?? 'deployment'
  const known = lists.flatMap(({ data }) => (data === undefined ? [] : [data.length]))
  return (
    <>
      <PageHeader
        title="Objects"
        count={lists.some(({ isPending }) => isPending) ? undefined : known.reduce((sum, count) => sum + count, 0)}
        description="What this project runs and keeps: roles are assigned on all of it or on single objects."
      />
      <LinkTabs
        label="Kinds of objects"
        tabs={objectKinds.map((kind, index) => ({
          label: kindTitles[kind],
          count: lists[index]?.data?.length,
          to: paths.objects(project, kind),
          isCurrent: kind === shown,
        }))}
      />
      {/* What is open belongs to its kind and project. */}
      <ObjectsTable key={`${project} ${shown}`} project={project} kind={shown} />
    </>
  )
}
