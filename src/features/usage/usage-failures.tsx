import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { messageOf } from '#src/api/api-error.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { joinList } from '#src/lib/plural.ts'

/** Something that the page shows and could not load. */
export interface Failure {
  /** In words: "the limits". */
  what: string
  query: Pick<UseQueryResult, 'error' | 'isFetching' | 'refetch'>
}

interface UsageFailuresProps {
  failures: readonly Failure[]
}

/** What could not be loaded: a note for each reason, with another try. */
export function UsageFailures({ failures }: UsageFailuresProps) {
  const reasons = [...new Set(failures.map(({ query }) => messageOf(query.error)))]
  return reasons.map((reason) => {
    const same = failures.filter(({ query }) => messageOf(query.error) === reason)
    return (
      <ErrorNote
        key={reason}
        error={same[0]?.query.error}
        lead={`Could not load ${joinList([...new Set(same.map(({ what }) => what))])}.`}
        action={
          <Button
            size="compact-sm"
            variant="default"
            loading={same.some(({ query }) => query.isFetching)}
            onClick={() => same.forEach(({ query }) => void query.refetch())}
          >
            Retry
          </Button>
        }
      />
    )
  })
}
