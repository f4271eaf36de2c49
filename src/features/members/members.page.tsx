import { useQuery } from '@tanstack/react-query'
import { Link2, ShieldCheck, ShieldMinus, ShieldPlus, UserMinus, UserPlus, Users } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { Member } from '#contract/members.ts'
import { isRefusal } from '#src/api/api-error.ts'
import type { Column, Filter } from '#src/components/data-table/columns.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { StateBadge } from '#src/components/state-badge.tsx'
import { Truncate } from '#src/components/truncate.tsx'
import { sessionQuery } from '#src/features/session/session.queries.ts'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { useOrganizationName } from '#src/lib/params.ts'
import { isLastAdmin, nameOf } from './member-rules.ts'
import classes from './members.module.css'
import { memberListQuery } from './members.queries.ts'
import { RolesButton } from './roles-button.tsx'
import { useInvitationLinks } from './use-invitation-links.ts'

const AddMembersDialog = lazyDialog(() => import('./add-members-dialog.tsx').then((module) => module.AddMembersDialog))
const ChangeAdminDialog = lazyDialog(() =>
  import('./change-admin-dialog.tsx').then((module) => module.ChangeAdminDialog),
)
const RemoveMemberDialog = lazyDialog(() =>
  import('./remove-member-dialog.tsx').then((module) => module.RemoveMemberDialog),
)
const InvitationLinkDialog = lazyDialog(() =>
  import('./invitation-link-dialog.tsx').then((module) => module.InvitationLinkDialog),
)

type OpenDialog = { kind: 'add' } | { kind: 'admin' | 'remove'; member: Member }

const filters: readonly Filter<Member>[] = [
  {
    key: 'admin',
    label: 'Admin',
    options: [
      { value: 'yes', label: 'Admins' },
      { value: 'no', label: 'Not admins' },
    ],
    matches: ({ admin }, value) => admin === (value === 'yes'),
  },
  {
    key: 'status',
    label: 'Status',
    options: [
      { value: 'active', label: 'Active' },
      { value: 'invited', label: 'Invited' },
    ],
    matches: ({ status }, value) => status === value,
  },
]

const statusLabels: Readonly<Record<string, string>> = { active: 'Active', invited: 'Invited' }
// A status of another server is shown by its own name.
const statusOf = ({ status }: Member) => (status === undefined ? undefined : (statusLabels[status] ?? status))

function columnsFor(organization: string, selfId: string | undefined, isAdmin: boolean): readonly Column<Member>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      // Nothing sorts last, so that people without a name do not come first.
      value: (member) => nameOf(member) || undefined,
      cell: (member) => (
        <span className={classes.person}>
          {nameOf(member) ? <Truncate text={nameOf(member)} /> : '–'}
          {member.id === selfId && <span className={classes.you}>You</span>}
        </span>
      ),
      searchable: true,
      width: 180,
    },
    {
      id: 'email',
      header: 'E-mail',
      value: ({ email }) => email,
      cell: ({ email }) => <Truncate text={email} at="middle" />,
      searchable: true,
      width: 220,
    },
    {
      id: 'admin',
      header: 'Admin',
      value: ({ admin }) => (admin ? 'Admin' : 'Member'),
      csv: ({ admin }) => (admin ? 'yes' : 'no'),
      cell: ({ admin }) =>
        admin && (
          <span className={classes.admin}>
            <ShieldCheck size={13} aria-hidden />
            Admin
          </span>
        ),
      width: 100,
    },
    {
      id: 'roles',
      header: 'Roles',
      value: ({ role_assignment_count }) => role_assignment_count,
      cell: ({ id, email, role_assignment_count: count }) =>
        count === undefined ? (
          '–'
        ) : isAdmin && count > 0 ? (
          <RolesButton organization={organization} memberId={id} label={email} count={count} />
        ) : (
          <span className={classes.count}>{count}</span>
        ),
      align: 'end',
      width: 90,
    },
    {
      id: 'status',
      header: 'Status',
      value: statusOf,
      cell: (member) =>
        member.status === 'invited' ? <StateBadge tone="info">Invited</StateBadge> : (statusOf(member) ?? '–'),
      width: 110,
    },
    {
      id: 'active',
      header: 'Last active',
      value: ({ last_active }) => last_active,
      // Absent where a server does not tell, `null` where there was nothing.
      cell: ({ last_active }) => <RelativeTime value={last_active} none={last_active === null ? 'Never' : '–'} />,
      width: 130,
    },
  ]
}

/** People who can see the organization. */
export function MembersPage() {
  const organization = useOrganizationName()
  const members = useQuery(memberListQuery(organization))
  const session = useQuery(sessionQuery())
  const links = useInvitationLinks(organization)
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)

  const selfId = session.data?.user.id
  const list = members.data
  // Nothing is held back while it is not known; the server decides anyway.
  const isAdmin = list?.find(({ id }) => id === selfId)?.admin ?? true
  const notAdmin = isAdmin ? undefined : `Only admins of ${organization} can add, change or remove members.`
  const columns = useMemo(() => columnsFor(organization, selfId, isAdmin), [organization, selfId, isAdmin])

  const showLink = links.show
  const rowActions = useCallback(
    (member: Member): readonly MenuEntry[] => {
      const isLast = isLastAdmin(member, list ?? [])
      const lastAdmin = isLast ? 'Make another member an admin first' : undefined
      return [
        {
          label: member.admin ? 'Remove admin' : 'Make admin',
          icon: member.admin ? <ShieldMinus size={16} aria-hidden /> : <ShieldPlus size={16} aria-hidden />,
          disabledReason: notAdmin ?? lastAdmin,
          preload: ChangeAdminDialog.preload,
          onSelect: () => setDialog({ kind: 'admin', member }),
        },
        ...(member.status === 'invited'
          ? [
              {
                label: 'New invitation link',
                icon: <Link2 size={16} aria-hidden />,
                disabledReason: notAdmin,
                preload: InvitationLinkDialog.preload,
                onSelect: () => showLink([member]),
              },
            ]
          : []),
        'divider',
        {
          label: member.id === selfId ? 'Remove yourself' : 'Remove',
          icon: <UserMinus size={16} aria-hidden />,
          danger: true,
          disabledReason: notAdmin ?? lastAdmin,
          preload: RemoveMemberDialog.preload,
          onSelect: () => setDialog({ kind: 'remove', member }),
        },
      ]
    },
    [list, notAdmin, selfId, showLink],
  )

  if (list === undefined && isRefusal(members.error))
    return <LoadError error={members.error} onRetry={members.refetch} />

  const add = (
    <GatedButton
      leftSection={<UserPlus size={16} aria-hidden />}
      disabledReason={notAdmin}
      {...preloadOn(AddMembersDialog, InvitationLinkDialog)}
      onClick={() => setDialog({ kind: 'add' })}
    >
      Add members
    </GatedButton>
  )
  return (
    <>
      <PageHeader
        title="Members"
        count={list?.length}
        description={notAdmin ?? 'People who can see this organization, and who of them is an admin.'}
      />
      <DataTable
        label="members"
        source={members}
        columns={columns}
        rowId={memberId}
        rowLabel={memberEmail}
        defaultSort="name"
        searchHint="Search name or e-mail"
        filters={filters}
        exportName={`${organization}-members`}
        actions={add}
        rowActions={rowActions}
        empty={
          <EmptyState icon={<Users size={28} />} title="No members yet" action={add}>
            Members see the organization. What they may do in its projects is given by roles.
          </EmptyState>
        }
      />
      {dialog?.kind === 'add' && (
        <AddMembersDialog
          organization={organization}
          onClose={close}
          onInvite={(people) => {
            close()
            links.show(people)
          }}
        />
      )}
      {dialog?.kind === 'admin' && (
        <ChangeAdminDialog
          organization={organization}
          member={dialog.member}
          isSelf={dialog.member.id === selfId}
          onClose={close}
        />
      )}
      {dialog?.kind === 'remove' && (
        <RemoveMemberDialog
          organization={organization}
          member={dialog.member}
          isSelf={dialog.member.id === selfId}
          onClose={close}
        />
      )}
      {links.current && <InvitationLinkDialog organization={organization} {...links.current} />}
    </>
  )
}

const memberId = (member: Member) => member.id
const memberEmail = (member: Member) => member.email
