import { useQuery } from '@tanstack/react-query'
import { Link2, Shield, ShieldMinus, ShieldPlus, UserMinus, UserPlus, Users } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { Member } from '#contract/members.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { sessionQuery } from '#src/features/session/session.queries.ts'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { useOrganizationName } from '#src/lib/params.ts'
import { filtersWithoutProfile, filtersWithProfile, memberColumns } from './member-columns.tsx'
import { changeLabel, isAdminStanding, otherStandings, type Standing, tellsProfiles } from './member-profiles.ts'
import { isLastAdmin } from './member-rules.ts'
import { memberListQuery } from './members.queries.ts'
import { useInvitationLinks } from './use-invitation-links.ts'

const AddMembersDialog = lazyDialog(() => import('./add-members-dialog.tsx').then((module) => module.AddMembersDialog))
const ChangeProfileDialog = lazyDialog(() =>
  import('./change-profile-dialog.tsx').then((module) => module.ChangeProfileDialog),
)
const RemoveMemberDialog = lazyDialog(() =>
  import('./remove-member-dialog.tsx').then((module) => module.RemoveMemberDialog),
)
const InvitationLinkDialog = lazyDialog(() =>
  import('./invitation-link-dialog.tsx').then((module) => module.InvitationLinkDialog),
)

type OpenDialog =
  | { kind: 'add' }
  | { kind: 'profile'; member: Member; to: Standing }
  | { kind: 'remove'; member: Member }

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
  const hasProfiles = tellsProfiles(list)
  // Beside profiles, "admins" alone could be cluster admins.
  const admins = hasProfiles ? 'owners (admins)' : 'admins'
  const notAdmin = isAdmin ? undefined : `Only ${admins} of ${organization} can add, change or remove members.`
  const columns = useMemo(
    () => memberColumns(organization, { selfId, isAdmin, hasProfiles }),
    [organization, selfId, isAdmin, hasProfiles],
  )

  const showLink = links.show
  const rowActions = useCallback(
    (member: Member): readonly MenuEntry[] => {
      const isLast = isLastAdmin(member, list ?? [])
      const lastAdmin = isLast ? 'Make another member an admin first' : undefined
      return [
        ...otherStandings(member).map((to) => ({
          label: changeLabel(to),
          icon: iconOf(to),
          disabledReason: notAdmin ?? lastAdmin,
          preload: ChangeProfileDialog.preload,
          onSelect: () => setDialog({ kind: 'profile', member, to }),
        })),
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
        description={
          notAdmin ??
          (hasProfiles
            ? 'People who can see this organization, and their profile in it: its owners are its admins.'
            : 'People who can see this organization, and who of them is an admin.')
        }
      />
      <DataTable
        label="members"
        source={members}
        columns={columns}
        rowId={memberId}
        rowLabel={memberEmail}
        defaultSort="name"
        searchHint="Search name or e-mail"
        filters={hasProfiles ? filtersWithProfile : filtersWithoutProfile}
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
      {dialog?.kind === 'profile' && (
        <ChangeProfileDialog
          organization={organization}
          member={dialog.member}
          to={dialog.to}
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

function iconOf(standing: Standing) {
  const Icon = isAdminStanding(standing)
    ? ShieldPlus
    : 'profile' in standing && standing.profile === 'CLUSTER_ADMIN'
      ? Shield
      : ShieldMinus
  return <Icon size={16} aria-hidden />
}

const memberId = (member: Member) => member.id
const memberEmail = (member: Member) => member.email
