import { isRouteErrorResponse, Link, useRouteError } from 'react-router-dom'
import { ApiError } from '#src/api/api-error.ts'
import { LoadError } from '#src/components/load-error.tsx'
import { Problem } from '#src/components/problem.tsx'
import { paths } from '#src/lib/paths.ts'
import classes from './error-page.module.css'

const reload = () => window.location.reload()

/** Shown in place of a page that threw: unknown address, refusal, code of an older version, or a bug. */
export function ErrorPage() {
  const error = useRouteError()
  if (isRouteErrorResponse(error) && error.status === 404) return <PageNotFound />
  if (error instanceof ApiError) return <LoadError error={error} onRetry={reload} />
  const retry = (
    <button type="button" onClick={reload}>
      Reload
    </button>
  )
  if (isMissingChunk(error))
    return (
      <Problem title="This page could not be loaded" actions={retry}>
        <p>Its code did not arrive. Steward may have been updated, or the server cannot be reached.</p>
      </Problem>
    )
  return (
    <Problem title="Something went wrong" actions={retry}>
      <p>This page stopped because of a fault in it. Nothing you saved is lost.</p>
    </Problem>
  )
}

export function PageNotFound() {
  return (
    <Problem title="Page not found" actions={<Link to={paths.organizations()}>Go to organizations</Link>}>
      <p>There is no page at this address.</p>
    </Problem>
  )
}

/** Where not even the frame could be shown. */
export function RootErrorPage() {
  return (
    <main className={classes.bare}>
      <ErrorPage />
    </main>
  )
}

/** Each browser words a failed `import()` in its own way, and none gives it a type of its own. */
function isMissingChunk(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /dynamically imported module|importing a module script|module script failed/i.test(error.message)
  )
}
