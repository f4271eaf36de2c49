import { StateBadge } from '#src/components/state-badge.tsx'
import { formatDay } from '#src/lib/dates.ts'
import { useNow } from '#src/lib/use-now.ts'
import { subscriptionEnd } from './subscription.ts'
import classes from './subscription-end.module.css'

/** `Ended 42 days ago`, `Ends in 5 months`, with the day on hover. */
export function SubscriptionEnd({ end, none }: { end: string | null | undefined; none: string }) {
  const now = useNow()
  const state = subscriptionEnd(end, now)
  if (!state) return <span className={classes.quiet}>{none}</span>
  return (
    <time dateTime={state.at.slice(0, 10)} title={`${formatDay(state.at)}, 00:00 UTC`}>
      {state.kind === 'later' ? (
        <span className={classes.quiet}>{state.text}</span>
      ) : (
        <StateBadge tone={state.tone}>{state.text}</StateBadge>
      )}
    </time>
  )
}
