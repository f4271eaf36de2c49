import type { LoaderFunctionArgs } from 'react-router-dom'
import { useParams } from 'react-router-dom'

/** A path part that the route's pattern guarantees. */
export function requireParam(params: LoaderFunctionArgs['params'], name: string): string {
  const value = params[name]
  if (value === undefined) throw new Error(`The route has no :${name}`)
  return value
}

export function useOrganizationName(): string {
  return requireParam(useParams(), 'organization')
}

export function useProjectName(): string {
  return requireParam(useParams(), 'project')
}
