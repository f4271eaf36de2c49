import { Button } from '@mantine/core'
import { type UseQueryResult, useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RoleListItem } from '#contract/roles.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import { formatCount } from '#src/lib/numbers.ts'
import { roleQuery, type TaggedRole } from '../roles.queries.ts'
import classes from './near-duplicates.module.css'
import { NearDuplicates } from './near-duplicates.tsx'
import { findNearDuplicates, worthReading } from './similarity.ts'

export interface NearDuplicatesDialogProps {
  project: string
  roles: readonly RoleListItem[]
  onClose: () => void
}

const toState = (results: UseQueryResult<TaggedRole>[]) => ({
  roles: results.flatMap(({ data }) => data?.role ?? []),
  error: results.find(({ error }) => error)?.error,
  isLoading: results.some(({ isPending }) => isPending),
})

/** Looks through the whole project for roles that give nearly the same. */
export function NearDuplicatesDialog({ project, roles, onClose }: NearDuplicatesDialogProps) {
  const read = useMemo(() => worthReading(roles), [roles])
  const {
    roles: found,
    error,
    isLoading,
  } = useQueries({
    queries: read.map(({ name }) => roleQuery(project, name)),
    combine: toState,
  })
  const pairs = useMemo(() => {
    const defaults = new Set(found.filter((role) => role.default).map(({ name }) => name))
    // Nobody can change either of two default roles.
    return findNearDuplicates(found).filter(({ names }) => !names.every((name) => defaults.has(name)))
  }, [found])

  return (
    <Dialog title={`Near-duplicate roles of ${project}`} size="lg" onClose={onClose}>
      <p role="status" aria-busy={isLoading} className={classes.lead}>
        {isLoading
          ? `Reading ${formatCount(read.length)} roles…`
          : pairs.length === 0
            ? 'No two roles give nearly the same.'
            : 'They give nearly the same. Often one of them can go.'}
      </p>
      {error ? <ErrorNote error={error} lead="Not all roles could be read." /> : null}
      {!isLoading && <NearDuplicates project={project} pairs={pairs} onCompare={onClose} />}
      <div className={classes.end}>
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}
