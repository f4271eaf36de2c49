import { mutationOptions } from '@tanstack/react-query'
import { addMember } from '#contract/members.ts'
import { createRoleAssignment } from '#contract/role-assignments.ts'
import { call } from '#src/api/client.ts'
import type { AddOutcome, AddSteps } from './add-members.ts'
import type { Standing } from './member-profiles.ts'
import { affectedByMembers } from './members.queries.ts'

export interface NewRole {
  project: string
  role: string
}

/** The calls that adding one person takes. */
export const addSteps = (organization: string, standing: Standing, role: NewRole | undefined): AddSteps => ({
  add: (email, idempotencyKey) =>
    call(addMember, { params: { organization }, body: { email, ...standing }, idempotencyKey }),
  assign:
    role &&
    (({ id }) =>
      call(createRoleAssignment, {
        params: { project: role.project },
        body: { assignee: id, assignee_type: 'user', role: role.role },
      })),
})

/** Runs a whole plan, so that what it makes stale is read again once. */
export const addMembersMutation = (organization: string) =>
  mutationOptions({
    mutationFn: (run: () => Promise<readonly AddOutcome[]>) => run(),
    meta: { invalidates: affectedByMembers(organization), errorShownBy: 'dialog' },
  })
