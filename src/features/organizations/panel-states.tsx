import { Button } from '@mantine/core'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import classes from './overview.module.css'

export function Lines({ label, count }: { label: string; count: number }) {
  return (
    <div className={classes.lines} aria-busy="true">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} width={`${85 - ((index * 17) % 40)}%`} />
      ))}
    </div>
  )
}

interface Source {
  error: unknown
  isFetching: boolean
  refetch: () => unknown
}

export function Failed({ source, lead }: { source: Source; lead: string }) {
  return (
    <ErrorNote
      error={source.error}
      lead={lead}
      action={
        <Button size="compact-sm" variant="default" loading={source.isFetching} onClick={() => void source.refetch()}>
          Retry
        </Button>
      }
    />
  )
}
