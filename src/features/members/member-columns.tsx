import { Shield, ShieldCheck } from 'lucide-react'
import type { Member } from '#contract/members.ts'
import { profiles } from '#contract/profiles.ts'
import type { Column, Filter } from '#src/components/data-table/columns.ts'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { StateBadge } from '#src/components/state-badge.tsx'
import { Truncate } from '#src/components/truncate.tsx'
import { profileOf, standingLabel, standingOf } from './member-profiles.ts'
import { nameOf } from './member-rules.ts'
import classes from './members.module.css'
import { RolesButton } from './roles-button.tsx'

const adminFilter: Filter<Member> = {
  key: 'admin',
  label: 'Admin',
  options: [
    { value: 'yes', label: 'Admins' },
    { value: 'no', label: 'Not admins' },
  ],
  matches: ({ admin }, value) => admin === (value === 'yes'),
}
// The same parameter with more values, so that an address means the same whatever the server tells.
const profileFilter: Filter<Member> = {
  key: adminFilter.key,
  label: 'Profile',
  options: [
    { value: 'yes', label: 'Owners (admins)' },
    { value: 'cluster-admin', label: 'Cluster admins' },
    { value: 'read-only', label: 'Read only' },
    { value: 'no', label: 'Not owners' },
  ],
  matches: (member, value) =>
    value === 'cluster-admin' || value === 'read-only'
      ? profileOf(member) === (value === 'cluster-admin' ? 'CLUSTER_ADMIN' : 'READ_ONLY')
      : adminFilter.matches(member, value),
}
const statusFilter: Filter<Member> = {
  key: 'status',
  label: 'Status',
  options: [
    { value: 'active', label: 'Active' },
    { value: 'invited', label: 'Invited' },
  ],
  matches: ({ status }, value) => status === value,
}
export const filtersWithProfile = [profileFilter, statusFilter]
export const filtersWithoutProfile = [adminFilter, statusFilter]

// One column for one fact; its name in the address is older than profiles.
const adminColumn: Column<Member> = {
  id: 'admin',
  header: 'Admin',
  value: ({ admin }) => (admin ? 'Admin' : 'Member'),
  csv: ({ admin }) => (admin ? 'yes' : 'no'),
  cell: (member) => member.admin && <Badge member={member} />,
  width: 100,
}
const profileColumn: Column<Member> = {
  id: adminColumn.id,
  header: 'Profile',
  // From most to least.
  value: (member) => {
    const profile = profileOf(member)
    return profile && profiles.indexOf(profile)
  },
  csv: profileOf,
  cell: (member) => <Badge member={member} />,
  width: 140,
}

function Badge({ member }: { member: Member }) {
  const profile = profileOf(member)
  const label = standingLabel(standingOf(member))
  if (member.admin)
    return (
      <span className={classes.admin}>
        <ShieldCheck size={13} aria-hidden />
        {label}
      </span>
    )
  return profile === 'CLUSTER_ADMIN' ? (
    <span className={classes.clusterAdmin}>
      <Shield size={13} aria-hidden />
      {label}
    </span>
  ) : (
    <span className={classes.readOnly}>{label}</span>
  )
}

const statusLabels: Readonly<Record<string, string>> = { active: 'Active', invited: 'Invited' }
// A status of another server is shown by its own name.
const statusOf = ({ status }: Member) => (status === undefined ? undefined : (statusLabels[status] ?? status))

interface Viewer {
  selfId: string | undefined
  isAdmin: boolean
  hasProfiles: boolean
}

export function memberColumns(
  organization: string,
  { selfId, isAdmin, hasProfiles }: Viewer,
): readonly Column<Member>[] {
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
    hasProfiles ? profileColumn : adminColumn,
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
        member.status === 'invited' ? (
          <StateBadge tone="info">Invited</StateBadge>
        ) : member.status === 'active' ? (
          'Active'
        ) : (
          <Truncate text={statusOf(member) ?? '–'} />
        ),
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
