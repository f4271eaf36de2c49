import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Usage, UsageInterval } from '#contract/usage.ts'
import { breakdownQuery, usageQuery } from './usage.queries.ts'
import { splitOf, type UsageAddress, type UsageRequest } from './usage-range.ts'
import { byObjectType, ofMetric, type SeriesInParts } from './usage-series.ts'

/** An answer of the server that stays in sight until another one can take its place. */
interface Loaded {
  scope: string
  usage: readonly Usage[]
  /** One metric split otherwise than by object type. */
  parts: SeriesInParts | undefined
  interval: UsageInterval
}

export interface UsageInSight {
  /** Every pair of object type and metric; undefined until there is any. */
  usage: readonly Usage[] | undefined
  /** What the chart and the table show. */
  given: SeriesInParts
  interval: UsageInterval
  /** Whether these are the numbers asked for; `kept` are the last ones, with no others on their way. */
  state: 'current' | 'loading' | 'kept'
  hasNumbers: boolean
  /** Holds the range before; undefined while the numbers in sight are others than those asked for. */
  previous: readonly Usage[] | undefined
  error: Error | null
  isFetching: boolean
  retry: () => void
}

const nothing: SeriesInParts = { parts: [], series: [] }

/** The numbers that the address asks for; the last ones stay while others are on their way, or cannot be had. */
export function useUsage(
  organization: string,
  address: UsageAddress,
  request: UsageRequest,
  { isKnown }: { isKnown: boolean },
): UsageInSight {
  const { metric, type, project } = address
  const split = splitOf(address)
  const base = useQuery({ ...usageQuery(organization, project, request.totalsQuery), enabled: isKnown })
  const previous = useQuery({ ...usageQuery(organization, project, request.previousQuery), enabled: isKnown })
  const parts = useQuery({ ...breakdownQuery(organization, address, request.query), enabled: isKnown })

  // Numbers of another organization, project or metric are not what anybody wants to go on looking at.
  const scope = JSON.stringify([organization, project, ...(split === 'type' ? [] : [split, metric, type])])
  const isSplit = split !== 'type'
  const [last, setLast] = useState<Loaded>()
  const isCurrent = base.data !== undefined && (!isSplit || parts.data !== undefined)
  if (
    base.data &&
    isCurrent &&
    (last?.usage !== base.data ||
      last.parts !== parts.data ||
      last.scope !== scope ||
      last.interval !== request.interval)
  )
    setLast({ scope, usage: base.data, parts: parts.data, interval: request.interval })
  const shown = last?.scope === scope ? last : undefined

  const given = useMemo(
    () => (isSplit ? (shown?.parts ?? nothing) : byObjectType(ofMetric(shown?.usage ?? [], metric, type))),
    [shown, isSplit, metric, type],
  )
  const error = base.error ?? parts.error
  return {
    usage: shown?.usage ?? base.data,
    given,
    interval: shown?.interval ?? request.interval,
    state: isCurrent ? 'current' : error || request.problem ? 'kept' : 'loading',
    hasNumbers: shown !== undefined,
    previous: isCurrent ? previous.data : undefined,
    error,
    isFetching: base.isFetching || parts.isFetching,
    retry: () => {
      if (base.error) void base.refetch()
      if (parts.error) void parts.refetch()
    },
  }
}
