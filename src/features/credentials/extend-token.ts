import { MutationObserver, mutationOptions, type QueryClient } from '@tanstack/react-query'
import { updateServiceUser } from '#contract/service-users.ts'
import { isRefusal, messageOf, requestIdOf } from '#src/api/api-error.ts'
import { call } from '#src/api/client.ts'
import { showToast } from '#src/components/toast.tsx'
import { serviceUserQuery, updateServiceUserMutation } from '#src/features/service-users/service-users.queries.ts'
import { formatLongDay, toDate } from '#src/lib/dates.ts'
import { DAY_MS } from '#src/lib/expiry.ts'
import { type EndingToken, labelOf } from './credential.ts'
import { credentialKeys } from './credentials.queries.ts'

export const EXTENSION_DAYS = 90

/** Both are texts of the wire. */
interface Expiries {
  from: string
  to: string
}

/** Puts off the end of a token by 90 days, and tells how it went, with a way back. Never throws. */
export async function extendToken(client: QueryClient, token: EndingToken): Promise<void> {
  const end = new Date(new Date(token.expiry_date).getTime() + EXTENSION_DAYS * DAY_MS)
  const expiries = { from: token.expiry_date, to: end.toISOString() }
  const name = labelOf(token)
  await changeExpiry(client, token, expiries, {
    done: `${name} now expires on ${formatLongDay(end)}`,
    failed: `${name} could not be extended`,
    // Wherever the reader has gone meanwhile.
    undo: () => void restoreExpiry(client, token, { from: expiries.to, to: expiries.from }),
  })
}

function restoreExpiry(client: QueryClient, token: EndingToken, expiries: Expiries): Promise<void> {
  const name = labelOf(token)
  return changeExpiry(client, token, expiries, {
    done: `${name} expires on ${formatLongDay(new Date(expiries.to))} again`,
    failed: `${name} could not be given its earlier expiry date again`,
  })
}

async function changeExpiry(
  client: QueryClient,
  token: EndingToken,
  expiries: Expiries,
  { done, failed, undo }: { done: string; failed: string; undo?: () => void },
): Promise<void> {
  // Not a hook: the row or the page may be gone before it is done.
  const change = new MutationObserver(client, changeExpiryMutation(token))
  try {
    if (await change.mutate(expiries)) showToast({ kind: 'success', message: done, undo })
    else showToast({ kind: 'error', title: failed, message: 'Its end has been changed since. Look again.' })
  } catch (error) {
    showToast({ kind: 'error', title: failed, message: messageOf(error), requestId: requestIdOf(error) })
  }
}

/** Gives false where the token does not end any more when the reader saw it end. */
const changeExpiryMutation = ({ project, id }: EndingToken) =>
  mutationOptions({
    mutationFn: async ({ from, to }: Expiries, { client }) => {
      const read = await client.fetchQuery(serviceUserQuery(project, id)).catch((error: unknown) => {
        // One may be allowed to change what one may not read.
        if (isRefusal(error, 'forbidden')) return undefined
        throw error
      })
      if (read && !isSameInstant(read.serviceUser.expiry_date, from)) return false
      try {
        const body = { expiry_date: to }
        await call(updateServiceUser, { params: { project, id }, body, ifMatch: read?.etag })
        return true
      } catch (error) {
        if (isRefusal(error, 'stale')) return false
        throw error
      }
    },
    onError: (_error, _expiries, _result, { client }) => {
      // What is shown is old, as where it has expired or is gone.
      void client.invalidateQueries({ queryKey: credentialKeys.all })
    },
    meta: { ...updateServiceUserMutation(project).meta, errorShownBy: 'dialog' },
  })

const isSameInstant = (a: string | null, b: string) => a !== null && toDate(a)?.getTime() === toDate(b)?.getTime()
