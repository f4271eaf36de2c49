import * as contract from '#contract/members.ts'
import { type Router, tagged } from '#server/route.ts'
import { toMicrosecondTimestamp } from '#server/wire-format.ts'
import * as service from './members.service.ts'
import { profileOf } from './profiles.service.ts'

export function membersRoutes(router: Router): void {
  router.handle(contract.listMembers, async (context, { params }) =>
    (await service.listMembers(context, params.organization)).map(toMember),
  )
  router.handle(contract.addMember, async (context, { params, body }) =>
    toMember(await service.addMember(context, params.organization, body)),
  )
  router.handle(contract.getMember, async (context, { params }) =>
    toTagged(await service.getMember(context, params.organization, params.id)),
  )
  router.handle(contract.updateMember, async (context, { params, body }) =>
    toTagged(await service.updateMember(context, params.organization, params.id, body)),
  )
  router.handle(contract.removeMember, (context, { params }) =>
    service.removeMember(context, params.organization, params.id),
  )
  router.handle(contract.listMemberRoleAssignments, (context, { params }) =>
    service.listRoleAssignments(context, params.organization, params.id),
  )
}

const toMember = (row: service.MemberRow): contract.Member => ({
  id: row.accountId,
  email: row.email,
  name: row.name,
  surname: row.surname,
  admin: row.admin,
  profile: profileOf(row),
  status: service.statusOf(row),
  creation_date: toMicrosecondTimestamp(row.createdAt),
  last_active: row.lastActiveAt && toMicrosecondTimestamp(row.lastActiveAt),
  role_assignment_count: row.roleAssignmentCount,
})

const toTagged = (row: service.MemberRow) => tagged(toMember(row), service.stateOf(row))
