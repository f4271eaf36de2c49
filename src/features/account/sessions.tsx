import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { SessionItem } from '#contract/account.ts'
import type { Column } from '#src/components/data-table/columns.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { ConfirmDialog } from '#src/components/lazy-dialogs.tsx'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { StateBadge } from '#src/components/state-badge.tsx'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { paths } from '#src/lib/paths.ts'
import { endSessionMutation, sessionListQuery, signOutEverywhereMutation } from './account.queries.ts'
import { describeBrowser } from './describe-browser.ts'
import { SectionTitle } from './section-title.tsx'

const columns: readonly Column<SessionItem>[] = [
  {
    id: 'browser',
    header: 'Browser',
    value: (session) => describeBrowser(session.user_agent),
    cell: (session) => (
      <span title={session.user_agent}>
        {describeBrowser(session.user_agent)} {session.current && <StateBadge tone="info">This session</StateBadge>}
      </span>
    ),
    width: 220,
  },
  { id: 'address', header: 'Address', value: (session) => session.address, width: 140 },
  {
    id: 'created',
    header: 'Signed in',
    value: (session) => session.creation_date,
    cell: (session) => <RelativeTime value={session.creation_date} />,
    width: 136,
  },
  {
    id: 'seen',
    header: 'Last seen',
    value: (session) => session.last_seen,
    cell: (session) => <RelativeTime value={session.last_seen} />,
    width: 136,
  },
]

/** Where the person is signed in, and the ways to end it. */
export function Sessions() {
  const sessions = useQuery(sessionListQuery())
  const end = useMutation(endSessionMutation())
  const endAll = useMutation(signOutEverywhereMutation())
  const [doomed, setDoomed] = useState<SessionItem>()
  const [isEndingAll, setIsEndingAll] = useState(false)

  const rowActions = useCallback(
    (session: SessionItem): readonly MenuEntry[] => [
      {
        label: 'End session',
        danger: true,
        disabledReason: session.current ? 'Sign out to end this one' : undefined,
        preload: ConfirmDialog.preload,
        onSelect: () => setDoomed(session),
      },
    ],
    [],
  )

  return (
    <section>
      <SectionTitle title="Sessions" count={sessions.data?.length} />
      <p>Browsers that are signed in as you. A session ends after 12 hours without use, and after 7 days.</p>
      <DataTable
        label="sessions"
        source={sessions}
        columns={columns}
        rowId={sessionId}
        rowLabel={sessionLabel}
        defaultSort="-seen"
        rowActions={rowActions}
        urlPrefix="sessions-"
        actions={
          <Button variant="default" {...preloadOn(ConfirmDialog)} onClick={() => setIsEndingAll(true)}>
            Sign out everywhere
          </Button>
        }
        empty={<EmptyState title="No sessions">You reached this page with a token.</EmptyState>}
      />
      {doomed && (
        <ConfirmDialog
          title={`End the session in ${sessionLabel(doomed)}?`}
          confirmLabel="End session"
          onConfirm={async () => {
            await end.mutateAsync(doomed.id)
            setDoomed(undefined)
          }}
          onClose={() => setDoomed(undefined)}
        >
          It was signed in <RelativeTime value={doomed.creation_date} /> from {doomed.address}, and last seen{' '}
          <RelativeTime value={doomed.last_seen} />. That browser must sign in again, and loses what was entered there
          and not saved.
        </ConfirmDialog>
      )}
      {isEndingAll && (
        <ConfirmDialog
          title="Sign out everywhere?"
          confirmLabel="Sign out everywhere"
          onConfirm={async () => {
            await endAll.mutateAsync()
            // A new page, so that nothing of this person stays in memory.
            window.location.assign(paths.signIn())
          }}
          onClose={() => setIsEndingAll(false)}
        >
          Every browser that is signed in as you, this one included, must sign in again. Tokens keep working.
        </ConfirmDialog>
      )}
    </section>
  )
}

const sessionId = (session: SessionItem) => session.id
const sessionLabel = (session: SessionItem) => describeBrowser(session.user_agent)
