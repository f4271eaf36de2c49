import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Usage, UsageInterval } from '#contract/usage.ts'
import { breakdownQuery, usageQuery } from './usage.queries.ts'
import type { Failure } from './usage-failures.tsx'
import type { UsageAddress, UsageRequest } from './usage-range.ts'
import { byObjectType, inOnePart, type SeriesInParts } from './usage-series.ts'

/** Answers of the server that stay in sight until others can take their place. */
interface Loaded {
  /** What they are of. */
  scope: string
  totals: readonly Usage[]
  given: SeriesInParts
  interval: UsageInterval
}

export interface UsageInSight {
  /** Holds the range of every pair of object type and metric; undefined until there is any. */
  totals: readonly Usage[] | undefined
  /** What the chart and the table show. */
  given: SeriesInParts
  interval: UsageInterval
  /** Whether these are the numbers asked for; `kept` are the last ones, with no others on their way. */
  state: 'current' | 'loading' | 'kept'
  hasNumbers: boolean
  /** Holds the range before; undefined while the numbers in sight are others than those asked for. */
  previous: readonly Usage[] | undefined
  /** Why there are no such numbers. */
  failures: readonly Failure[]
  /** Why there is nothing to compare them with. */
  previousFailures: readonly Failure[]
}

const nothing: SeriesInParts = { parts: [], series: [] }

/** The numbers that the address asks for; the last ones stay while others are on their way, or cannot be had. */
export function useUsage(
  organization: string,
  address: UsageAddress,
  request: UsageRequest,
  { isKnown }: { isKnown: boolean },
): UsageInSight {
  const { metric, type, project, split } = address
  const isSplit = split !== 'type'
  const totals = useQuery({ ...usageQuery(organization, project, request.totalsQuery), enabled: isKnown })
  const whole = useQuery({ ...usageQuery(organization, project, request.query), enabled: isKnown && !isSplit })
  const parts = useQuery({ ...breakdownQuery(organization, address, request.query), enabled: isKnown && isSplit })
  const previous = useQuery({ ...usageQuery(organization, project, request.previousQuery), enabled: isKnown })

  const isOnePart = address.range === 'previous' && request.interval === 'month'
  const answer = useMemo(() => {
    const series = isSplit ? parts.data : whole.data && byObjectType(whole.data, metric, type)
    return series && isOnePart ? inOnePart(series) : series
  }, [isSplit, parts.data, whole.data, metric, type, isOnePart])

  // Numbers of another organization, project or metric are not what anybody wants to go on looking at.
  const scope = JSON.stringify([organization, project, metric, type, split])
  const [last, setLast] = useState<Loaded>()
  const isCurrent = isKnown && totals.data !== undefined && answer !== undefined
  if (
    isCurrent &&
    (last?.given !== answer ||
      last.totals !== totals.data ||
      last.scope !== scope ||
      last.interval !== request.interval)
  )
    setLast({ scope, totals: totals.data, given: answer, interval: request.interval })
  const shown = last?.scope === scope ? last : undefined

  // What was only asked ahead, and of what is not there, is nobody's failure.
  const failuresOf = (what: string, ...queries: Failure['query'][]): Failure[] =>
    queries.filter(({ error }) => isKnown && error).map((query) => ({ what, query }))
  const failures = failuresOf('the usage', totals, isSplit ? parts : whole)
  return {
    totals: shown?.totals ?? totals.data,
    given: shown?.given ?? nothing,
    interval: shown?.interval ?? request.interval,
    state: isCurrent ? 'current' : failures.length > 0 || request.problem ? 'kept' : 'loading',
    hasNumbers: shown !== undefined,
    previous: isCurrent ? previous.data : undefined,
    failures,
    previousFailures: failuresOf('the period before', previous),
  }
}
