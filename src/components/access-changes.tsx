import { Button } from '@mantine/core'
import { useState } from 'react'
import type { AccessPreview } from '#contract/access.ts'
import { ApiError } from '#src/api/api-error.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { formatCount } from '#src/lib/numbers.ts'
import classes from './access-changes/access-changes.module.css'
import { ChangeGroup } from './access-changes/group.tsx'
import { summarise } from './access-changes/wording.ts'

const GROUPS_AT_ONCE = 20

/** What it needs of a query; a result of `useQuery` over `accessPreviewQuery` fits. */
export interface AccessPreviewSource {
  data: AccessPreview | undefined
  error: unknown
  isFetching: boolean
  refetch: () => unknown
}

export interface AccessChangesProps {
  preview: AccessPreviewSource
  /** The project that the page is about: changes in it need no name of a project. */
  project?: string | undefined
  /** What it says in place of "Nobody gains or loses anything" where the reason is known. */
  unchanged?: string
}

/**
 * Who gains and who loses which permissions on which objects by a change that is about to be made. Nothing where the
 * server cannot tell, and a failure to tell stands in nobody's way.
 */
export function AccessChanges({ preview, project, unchanged }: AccessChangesProps) {
  const { data, error, isFetching, refetch } = preview
  if (data === undefined && isMissing(error)) return null
  const isPending = data === undefined && !error

  return (
    <div className={classes.root} aria-busy={isPending}>
      {/* It is there before the answer is, so that the answer is read out. */}
      <div role="status">
        {isPending && (
          <>
            <span className="visually-hidden">Finding out who gains and who loses permissions</span>
            <Skeleton width="80%" />
          </>
        )}
        {data && <p className={classes.summary}>{summarise(data, unchanged)}</p>}
      </div>
      {isPending && (
        <div className={`${classes.box} ${classes.loading}`} aria-hidden>
          <Skeleton width="45%" />
          <Skeleton width="70%" />
          <Skeleton width="60%" />
        </div>
      )}
      {data === undefined && error ? (
        <ErrorNote
          error={error}
          lead="Who gains and who loses permissions cannot be shown."
          action={
            <Button size="compact-sm" variant="default" loading={isFetching} onClick={() => void refetch()}>
              Retry
            </Button>
          }
        />
      ) : null}
      {data && data.groups.length > 0 && <Groups groups={data.groups} project={project} />}
    </div>
  )
}

/** Servers that know the public documents alone have no such endpoint. */
function isMissing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 405)
}

function Groups({ groups, project }: { groups: AccessPreview['groups']; project: string | undefined }) {
  const [limit, setLimit] = useState(GROUPS_AT_ONCE)
  const rest = groups.length - limit
  const isElsewhere = groups.some(({ differences }) => differences.some((difference) => difference.project !== project))
  return (
    // Focusable, so that the keyboard can scroll it.
    <div className={classes.box} tabIndex={0} role="region" aria-label="Who gains and who loses permissions">
      <ul className={classes.groups}>
        {groups.slice(0, limit).map((group, index) => (
          // The answer of one request: its groups neither move nor change.
          <li key={index} className={classes.group}>
            <ChangeGroup group={group} namesProjects={isElsewhere} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" className={classes.moreGroups} onClick={() => setLimit(limit + GROUPS_AT_ONCE)}>
          Show more ({formatCount(rest)} with other changes)
        </button>
      )}
    </div>
  )
}
