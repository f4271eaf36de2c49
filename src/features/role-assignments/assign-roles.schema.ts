import * as z from 'zod/mini'
import type { ContractForm } from '#src/components/form/use-contract-form.ts'
import type { NewAssignment } from './assignment-plan.ts'
import { objectKinds } from './assignment-rows.ts'

const assigneeKinds = ['member', 'service_user', 'deployment'] as const
const levelKinds = ['project', ...objectKinds] as const

const list = z.array(z.string())

/** What is chosen of the kinds that are not shown stays, so that looking at another kind loses nothing. */
export const assignRolesForm = z
  .object({
    kind: z.enum(assigneeKinds),
    assignees: z.object({ member: list, service_user: list, deployment: list }),
    roles: list.check(z.minLength(1, 'Choose at least one role')),
    level: z.enum(levelKinds),
    objects: z.object({ deployment: list, pipeline: list, bucket: list }),
  })
  .check((context) => {
    const { kind, assignees, level, objects } = context.value
    const requireOne = (chosen: readonly string[], path: string[], noun: string) => {
      if (chosen.length === 0)
        context.issues.push({ code: 'custom', path, message: `Choose at least one ${noun}`, input: chosen })
    }
    requireOne(assignees[kind], ['assignees', kind], kind === 'service_user' ? 'service user' : kind)
    if (level !== 'project') requireOne(objects[level], ['objects', level], level)
  })

export type AssignRolesValues = z.output<typeof assignRolesForm>
export type AssignRolesForm = ContractForm<AssignRolesValues, AssignRolesValues>

export const emptySelection: AssignRolesValues = {
  kind: 'member',
  assignees: { member: [], service_user: [], deployment: [] },
  roles: [],
  level: 'project',
  objects: { deployment: [], pipeline: [], bucket: [] },
}

/** The levels that are chosen: the project itself, or objects of the kind in question. */
export const levelsOf = (
  project: string,
  { level, objects }: Pick<AssignRolesValues, 'level' | 'objects'>,
): Pick<NewAssignment, 'resource' | 'resource_type'>[] =>
  level === 'project'
    ? [{ resource: project, resource_type: 'project' }]
    : objects[level].map((resource) => ({ resource, resource_type: level }))
