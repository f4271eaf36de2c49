import { formatRelative, formatUtc } from '#src/lib/dates.ts'
import { useNow } from '#src/lib/use-now.ts'

export interface RelativeTimeProps {
  /** An instant of the wire, or nothing. */
  value: string | null | undefined
  /** Shown when there is no instant: "Never". */
  none?: string
}

/** `3 hours ago`, with the absolute UTC time on hover. */
export function RelativeTime({ value, none = '–' }: RelativeTimeProps) {
  const now = useNow()
  if (!value) return <>{none}</>
  return (
    <time dateTime={value} title={formatUtc(value)}>
      {formatRelative(value, now)}
    </time>
  )
}
