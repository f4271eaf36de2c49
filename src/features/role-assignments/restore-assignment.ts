import { MutationObserver, type QueryClient } from '@tanstack/react-query'
import { isRefusal, messageOf, requestIdOf } from '#src/api/api-error.ts'
import { showToast } from '#src/components/toast.tsx'
import { roleQuery } from '#src/features/roles/roles.queries.ts'
import { toBody } from './assignment-plan.ts'
import { type AssignmentRow, describeLevel } from './assignment-rows.ts'
import { createRoleAssignmentMutation } from './role-assignments.queries.ts'

/**
 * Assigns again what was deleted, wherever the reader has gone meanwhile, and tells how it went.
 * @param roleId of the role that was held, whose name another may have by now; undefined where it could not be read
 */
export function restoreAssignment(
  client: QueryClient,
  project: string,
  row: AssignmentRow,
  roleId: string | undefined,
): void {
  // Not a hook: the page on which it was deleted may be gone.
  const create = new MutationObserver(client, createRoleAssignmentMutation(project))
  const what = `the role ${row.role} on ${describeLevel(row)}`
  const title = `${row.name} could not be given ${what} again`
  const restore = async () => {
    const message = roleId === undefined ? undefined : await whyAnother(client, project, row.role, roleId)
    if (message !== undefined) return showToast({ kind: 'error', title, message })
    await create.mutate(toBody(row))
    showToast({ kind: 'success', message: `${row.name} has ${what} again` })
  }
  restore().catch((error: unknown) =>
    showToast({ kind: 'error', title, message: messageOf(error), requestId: requestIdOf(error) }),
  )
}

/** Why the name of a role no longer stands for the role that had it. */
async function whyAnother(client: QueryClient, project: string, name: string, id: string): Promise<string | undefined> {
  try {
    const { role } = await client.fetchQuery({ ...roleQuery(project, name), staleTime: 0 })
    return role.id === id ? undefined : `The role was renamed or deleted meanwhile, and another is called ${name} now.`
  } catch (error) {
    if (!isRefusal(error, 'not_found')) throw error
    return 'The role was renamed or deleted meanwhile.'
  }
}
