import { MutationObserver, type QueryClient } from '@tanstack/react-query'
import type { UsageMetric } from '#contract/usage.ts'
import { messageOf, requestIdOf } from '#src/api/api-error.ts'
import { showToast } from '#src/components/toast.tsx'
import { updateUsageLimitMutation } from '../usage-limits.queries.ts'
import { spellLimit } from './limit-form.ts'

interface RemovedLimit {
  organization: string
  metric: UsageMetric
  /** "limit of credits" */
  name: string
  value: number
}

/** Sets again a limit that was removed, wherever the reader has gone meanwhile, and tells how it went. */
export function restoreLimit(client: QueryClient, { organization, metric, name, value }: RemovedLimit): void {
  // Not a hook: the dialog is gone.
  const update = new MutationObserver(client, updateUsageLimitMutation(organization, metric))
  update.mutate({ value, before: undefined, ifMatch: undefined }).then(
    () => showToast({ kind: 'success', message: `The ${name} is ${spellLimit(value)} again` }),
    (error: unknown) =>
      showToast({
        kind: 'error',
        title: `The ${name} could not be set again`,
        message: messageOf(error),
        requestId: requestIdOf(error),
      }),
  )
}
