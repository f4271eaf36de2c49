import { formatUtc } from '#src/lib/dates.ts'
import { describeExpiry, expiryState, expiryTone } from '#src/lib/expiry.ts'
import { useNow } from '#src/lib/use-now.ts'
import { StateBadge } from './state-badge.tsx'

/** When a token ends in words, with the absolute UTC time on hover. */
export function ExpiryBadge({ expiry }: { expiry: string | null }) {
  const state = expiryState(expiry, useNow())
  return (
    <StateBadge tone={expiryTone(state)} title={expiry === null ? undefined : formatUtc(expiry)}>
      {describeExpiry(state)}
    </StateBadge>
  )
}
