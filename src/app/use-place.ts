import { useQuery } from '@tanstack/react-query'
import { useMatches, useParams } from 'react-router-dom'
import { projectListQuery } from '#src/features/projects/projects.queries.ts'
import { type OrganizationPage, paths } from '#src/lib/paths.ts'
import { type Crumb, handleOf } from './route-handle.ts'

export interface Place {
  /** In a project this is its owner, unknown until the projects have loaded. */
  organization: string | undefined
  project: string | undefined
}

/** Which organization and project the page is about. */
export function usePlace(): Place {
  const { organization, project } = useParams()
  // From the list, which holds every project that one can see: reading a single one needs a permission of its own.
  const { data: projects } = useQuery({ ...projectListQuery(), enabled: project !== undefined })
  return { organization: organization ?? projects?.find(({ name }) => name === project)?.organization_name, project }
}

/** Organization, project, page. */
export function useCrumbs({ organization, project }: Place): readonly Crumb[] {
  const { params, handle } = useMatches().at(-1) ?? { params: {}, handle: undefined }
  return [
    ...(organization === undefined ? [] : [{ label: organization, to: paths.overview(organization) }]),
    ...(project === undefined ? [] : [{ label: project, to: paths.serviceUsers(project) }]),
    ...(handleOf(handle)?.crumbs(params) ?? []),
  ]
}

const organizationPages: readonly OrganizationPage[] = [
  'overview',
  'members',
  'projects',
  'service-users',
  'credentials',
  'usage',
]

/**
 * The address of the same page in another organization; from a project, that organization's projects, and from the page
 * of one thing the list of such things.
 */
export function samePageIn(organization: string, pathname: string): string {
  if (pathname.startsWith('/projects/')) return paths.projects(organization)
  const page = organizationPages.find((name) => name === pathname.split('/')[3])
  return paths.organizationPage(organization, page ?? 'overview')
}
