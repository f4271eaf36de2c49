import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { OwnAccess } from '#contract/access.ts'
import type { Member } from '#contract/members.ts'
import type { ProjectUser } from '#contract/projects.ts'
import type { ServiceUser } from '#contract/service-users.ts'
import { compareValues } from '#src/components/data-table/columns.ts'
import { memberListQuery } from '#src/features/members/members.queries.ts'
import { objectListQuery } from '#src/features/objects/objects.queries.ts'
import { projectUserListQuery } from '#src/features/projects/projects.queries.ts'
import { useAssignableRoles } from '#src/features/roles/assignable-roles.queries.ts'
import { serviceUserListQuery } from '#src/features/service-users/service-users.queries.ts'
import { daysUntil } from '#src/lib/dates.ts'
import { type Level, whyNoCreateOn } from '#src/lib/own-rights.ts'
import { plural } from '#src/lib/plural.ts'
import { useNow } from '#src/lib/use-now.ts'
import type { AssignRolesValues } from './assign-roles.schema.ts'
import { type ObjectKind, personName } from './assignment-rows.ts'
import type { CheckOption } from './check-list.tsx'
import { useOrganizationOf } from './use-assignment-rows.ts'

export interface Options {
  /** Undefined while loading, and where loading has failed. */
  options: readonly CheckOption[] | undefined
  error: unknown
}

const byLabel = (options: readonly CheckOption[]) =>
  options.toSorted((a, b) => compareValues(a.label, b.label) || compareValues(a.note ?? '', b.note ?? ''))

const openFirst = (options: readonly CheckOption[]) =>
  options.toSorted((a, b) => Number(a.disabledReason !== undefined) - Number(b.disabledReason !== undefined))

function personOption(person: ProjectUser | Member): CheckOption {
  const notes = [
    person.email,
    'admin' in person && person.admin && 'admin of the organization, may do everything',
    'status' in person && person.status === 'invited' && 'invited',
  ]
  return { value: person.id, label: personName(person), note: notes.filter(Boolean).join(' · ') }
}

function serviceUserOption({ id, name, email, expiry_date }: ServiceUser, now: Date): CheckOption {
  const isExpired = expiry_date !== null && (daysUntil(expiry_date, now) ?? -1) < 0
  return { value: id, label: name || email, note: isExpired ? `${email} · expired` : email }
}

/** Who can be given a role: members of the organization, service users or deployments of the project. */
export function useAssigneeOptions(project: string, kind: AssignRolesValues['kind']): Options {
  const organization = useOrganizationOf(project)
  const now = useNow()
  const members = useQuery({
    ...memberListQuery(organization ?? ''),
    enabled: kind === 'member' && organization !== undefined,
  })
  // Where the organization or its members cannot be read, at least those who are in the project already.
  const isFallback = kind === 'member' && (organization === undefined || members.isError)
  const users = useQuery({ ...projectUserListQuery(project), enabled: isFallback })
  const serviceUsers = useQuery({ ...serviceUserListQuery(project), enabled: kind === 'service_user' })
  const deployments = useQuery({ ...objectListQuery(project, 'deployment'), enabled: kind === 'deployment' })

  return useMemo(() => {
    if (kind === 'member') {
      const people: readonly (Member | ProjectUser)[] | undefined = members.data ?? users.data
      return { options: people && byLabel(people.map(personOption)), error: isFallback ? users.error : null }
    }
    if (kind === 'service_user') {
      const options = serviceUsers.data?.map((serviceUser) => serviceUserOption(serviceUser, now))
      return { options: options && byLabel(options), error: serviceUsers.error }
    }
    const options = deployments.data?.map(({ name }) => ({ value: name, label: name }))
    return { options: options && byLabel(options), error: deployments.error }
  }, [kind, members.data, users, isFallback, serviceUsers, deployments, now])
}

/** The objects of a kind; those on which the caller may assign no roles say why. */
export function useObjectOptions(project: string, kind: ObjectKind | undefined, own: OwnAccess | undefined): Options {
  const { data, error } = useQuery({
    ...objectListQuery(project, kind ?? 'deployment'),
    enabled: kind !== undefined,
  })
  return useMemo(() => {
    if (kind === undefined) return { options: undefined, error: null }
    const options = data?.map(
      ({ name }): CheckOption => ({
        value: name,
        label: name,
        disabledReason: whyNoCreateOn(own, { resource: name, resource_type: kind }),
      }),
    )
    return { options: options && openFirst(byLabel(options)), error }
  }, [kind, data, error, own])
}

export interface RoleOptions extends Options {
  /** Why the caller cannot assign a role on a level, as far as that is known in advance. */
  refusal: (role: string, level: Level) => string | undefined
}

/** The roles of the project; those that the caller may assign on none of the levels say why. */
export function useRoleOptions(project: string, levels: readonly Level[]): RoleOptions {
  const { roles, error, refusal } = useAssignableRoles(project)
  return useMemo(() => {
    const options = roles?.map(({ name, default: isDefault, permission_count: count }): CheckOption => {
      const reasons = levels.map((level) => refusal(name, level))
      const note = [isDefault ? 'Default' : 'Custom', count !== undefined && plural(count, 'permission')]
      return {
        value: name,
        label: name,
        note: note.filter(Boolean).join(' · '),
        disabledReason: reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined,
      }
    })
    return { options: options && byLabel(options), error, refusal }
  }, [roles, error, levels, refusal])
}
