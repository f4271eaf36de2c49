import { Link, useParams } from 'react-router-dom'
import { ApiError, isRefusal, messageOf, requestIdOf } from '#src/api/api-error.ts'
import { paths } from '#src/lib/paths.ts'
import { Problem } from './problem.tsx'

export interface LoadErrorProps {
  error: unknown
  onRetry: () => unknown
}

/** What a page shows in place of its content when its first load fails. */
export function LoadError({ error, onRetry }: LoadErrorProps) {
  const { organization, project } = useParams()
  const retry = (
    <button type="button" onClick={() => onRetry()}>
      Try again
    </button>
  )
  const home = <Link to={paths.organizations()}>Go to organizations</Link>

  if (isRefusal(error, 'not_found'))
    return (
      <Problem title="Not found" actions={home}>
        <p>It does not exist, has been renamed or deleted, or is not open to you.</p>
      </Problem>
    )
  if (error instanceof ApiError && error.status === 403)
    return (
      <Problem title="You may not see this" requestId={requestIdOf(error)} actions={home}>
        <p>{error.message}</p>
        <p>
          {project !== undefined && `An admin of the project ${project} or of its organization can grant it.`}
          {organization !== undefined && `An admin of the organization ${organization} can grant it.`}
        </p>
      </Problem>
    )
  if (error instanceof ApiError && error.status === 401)
    return (
      <Problem title="You are signed out" actions={retry}>
        <p>Sign in to see this page.</p>
      </Problem>
    )
  return (
    <Problem title="This page could not be loaded" requestId={requestIdOf(error)} actions={retry}>
      <p>{messageOf(error)}</p>
    </Problem>
  )
}
