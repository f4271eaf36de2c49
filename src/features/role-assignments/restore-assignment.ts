import { MutationObserver, type QueryClient } from '@tanstack/react-query'
import { messageOf, requestIdOf } from '#src/api/api-error.ts'
import { showToast } from '#src/components/toast.tsx'
import { toBody } from './assignment-plan.ts'
import { type AssignmentRow, describeLevel } from './assignment-rows.ts'
import { createRoleAssignmentMutation } from './role-assignments.queries.ts'

/** Assigns again what was deleted, wherever the reader has gone meanwhile, and tells how it went. */
export function restoreAssignment(client: QueryClient, project: string, row: AssignmentRow): void {
  // Not a hook: the page on which it was deleted may be gone.
  const create = new MutationObserver(client, createRoleAssignmentMutation(project))
  const what = `the role ${row.role} on ${describeLevel(row)}`
  create.mutate(toBody(row)).then(
    () => showToast({ kind: 'success', message: `${row.name} has ${what} again` }),
    (error: unknown) =>
      showToast({
        kind: 'error',
        title: `${row.name} could not be given ${what} again`,
        message: messageOf(error),
        requestId: requestIdOf(error),
      }),
  )
}
