import { MutationCache, QueryCache, QueryClient, type QueryKey } from '@tanstack/react-query'
import { ApiError, messageOf, requestIdOf } from '#src/api/api-error.ts'
import { showToast } from '#src/components/toast.tsx'
import { isShown } from '#src/lib/shown-errors.ts'

/** Where a failed mutation is shown. Without it, a toast tells; nothing fails in silence. */
type ErrorShownBy = 'form' | 'dialog' | 'toast'

const SHOWN_WITHIN_MS = 300

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: {
      /** What the query loads, for the message that refreshing it failed: "members". */
      title?: string
      /** A 401 is an answer here, not the end of a session. */
      handlesSignedOut?: boolean
    }
    mutationMeta: {
      /** Roots of the keys that the mutation makes stale; it stays pending until they are fresh again. */
      invalidates?: readonly QueryKey[]
      errorShownBy?: ErrorShownBy
      handlesSignedOut?: boolean
    }
  }
}

export interface QueryClientOptions {
  onSignedOut: (client: QueryClient) => void
}

export function createQueryClient({ onSignedOut }: QueryClientOptions): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (isSignedOut(error)) {
          if (!query.meta?.handlesSignedOut) onSignedOut(client)
          return
        }
        // A first load fails in its page, which knows how; only a refetch behind shown data needs a word here.
        if (query.state.data === undefined) return
        // A page that can show it needs a moment to do so.
        setTimeout(() => {
          if (isShown(error)) return
          showToast({
            kind: 'error',
            // One toast for all that fails at once when the connection goes.
            id: 'refetch-failed',
            title: `Could not refresh ${query.meta?.title ?? 'this page'}`,
            message: messageOf(error),
            requestId: requestIdOf(error),
          })
        }, SHOWN_WITHIN_MS)
      },
    }),
    mutationCache: new MutationCache({
      onSuccess: async (_data, _variables, _result, mutation) => {
        const stale = mutation.meta?.invalidates ?? []
        await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })))
      },
      onError: (error, _variables, _result, mutation) => {
        if (isSignedOut(error) && !mutation.meta?.handlesSignedOut) onSignedOut(client)
        else if ((mutation.meta?.errorShownBy ?? 'toast') === 'toast')
          showToast({ kind: 'error', message: messageOf(error), requestId: requestIdOf(error) })
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // The browser's idea of being offline says nothing about a server on this machine or network.
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && isPassing(error),
      },
      mutations: {
        networkMode: 'always',
        retry: false,
        // Variables and answers carry passwords and tokens: they go as soon as nobody looks at them.
        gcTime: 0,
      },
    },
  })
  return client
}

function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401
}

function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.kind === 'unreachable' || error.kind === 'unavailable')
}
