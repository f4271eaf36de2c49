import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { PersonalToken } from '#contract/account.ts'
import type { Column } from '#src/components/data-table/columns.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { ConfirmDialog, SecretDialog } from '#src/components/lazy-dialogs.tsx'
import { tokenOnItsWay, useLeaveGuard } from '#src/components/leave-guard.ts'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { StateBadge } from '#src/components/state-badge.tsx'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { useNow } from '#src/lib/use-now.ts'
import { createPersonalTokenMutation, deletePersonalTokenMutation, personalTokenListQuery } from './account.queries.ts'
import { SectionTitle } from './section-title.tsx'

const CreateTokenDialog = lazyDialog(() =>
  import('./create-token-dialog.tsx').then((module) => module.CreateTokenDialog),
)

const columns: readonly Column<PersonalToken>[] = [
  { id: 'name', header: 'Name', value: (token) => token.name, searchable: true, width: 200 },
  {
    id: 'prefix',
    header: 'Begins with',
    value: (token) => token.prefix,
    cell: (token) => <code>{token.prefix}…</code>,
    width: 140,
  },
  {
    id: 'created',
    header: 'Created',
    value: (token) => token.creation_date,
    cell: (token) => <RelativeTime value={token.creation_date} />,
    width: 136,
  },
  {
    id: 'used',
    header: 'Last used',
    value: (token) => token.last_used,
    cell: (token) => <RelativeTime value={token.last_used} none="Never" />,
    width: 136,
  },
  {
    id: 'expires',
    header: 'Expires',
    value: (token) => token.expiry_date,
    cell: (token) => <Expiry token={token} />,
    width: 140,
  },
]

function Expiry({ token }: { token: PersonalToken }) {
  const now = useNow()
  if (token.expiry_date !== null && new Date(token.expiry_date) <= now)
    return <StateBadge tone="danger">Expired</StateBadge>
  return <RelativeTime value={token.expiry_date} none="Never" />
}

/** Tokens with which a person's scripts act as that person. */
export function PersonalTokens() {
  const tokens = useQuery(personalTokenListQuery())
  const create = useMutation(createPersonalTokenMutation())
  const remove = useMutation(deletePersonalTokenMutation())
  const [isCreating, setIsCreating] = useState(false)
  const [doomed, setDoomed] = useState<PersonalToken>()
  useLeaveGuard(() => create.isPending, tokenOnItsWay)

  const rowActions = useCallback(
    (token: PersonalToken): readonly MenuEntry[] => [
      { label: 'Delete', danger: true, preload: ConfirmDialog.preload, onSelect: () => setDoomed(token) },
    ],
    [],
  )
  const add = (
    <Button
      leftSection={<Plus size={16} aria-hidden />}
      {...preloadOn(CreateTokenDialog, SecretDialog)}
      onClick={() => setIsCreating(true)}
    >
      Create token
    </Button>
  )

  return (
    <section>
      <SectionTitle title="Personal tokens" count={tokens.data?.length} />
      <p>For your own scripts: a token can do what you can do, in every organization.</p>
      <DataTable
        label="personal tokens"
        source={tokens}
        columns={columns}
        rowId={tokenId}
        rowLabel={tokenName}
        defaultSort="-created"
        rowActions={rowActions}
        actions={add}
        urlPrefix="tokens-"
        empty={
          <EmptyState icon={<KeyRound aria-hidden />} title="No personal tokens" action={add}>
            Create one to call the API from a script or a client library.
          </EmptyState>
        }
      />
      {isCreating && (
        <CreateTokenDialog
          onCreate={async (body, idempotencyKey) => {
            await create.mutateAsync({ body, idempotencyKey })
            setIsCreating(false)
          }}
          onClose={() => setIsCreating(false)}
        />
      )}
      {create.data && (
        <SecretDialog
          title="Personal token created"
          secret={create.data.token}
          label="Token"
          file={{ name: 'steward-token.env', variable: 'STEWARD_TOKEN' }}
          snippet={(token) => `curl -H 'Authorization: Token ${token}' ${window.location.origin}/v2.1/organizations`}
          onClose={() => create.reset()}
        >
          {`“${create.data.name}” acts as you, with all your rights.`}
        </SecretDialog>
      )}
      {doomed && (
        <ConfirmDialog
          title={`Delete the token “${doomed.name}”?`}
          confirmLabel="Delete token"
          onConfirm={async () => {
            await remove.mutateAsync(doomed.id)
            setDoomed(undefined)
          }}
          onClose={() => setDoomed(undefined)}
        >
          Scripts that use it stop working at once. This cannot be undone.
        </ConfirmDialog>
      )}
    </section>
  )
}

const tokenId = (token: PersonalToken) => token.id
const tokenName = (token: PersonalToken) => token.name
