import { isPermission, type Permission } from '#contract/permissions.ts'
import type { AssigneeType, ResourceType } from '#contract/role-assignments.ts'
import { paths } from '#src/lib/paths.ts'
import { oneOf, readUrlState, useUrlState, type WriteOptions } from '#src/lib/url-state.ts'

export type ObjectKind = Exclude<ResourceType, 'project'>
export const objectKinds = ['deployment', 'pipeline', 'bucket'] as const satisfies readonly ObjectKind[]

export interface ObjectLevel {
  resource: string
  resource_type: ObjectKind
}

/** What the page is asked, as it stands in the address. */
export interface AccessQuestion {
  tab: 'assignee' | 'object'
  /** Empty for the one who asks. */
  assignee: string
  assignee_type: AssigneeType
  permission: Permission | undefined
  /** Undefined for the whole project. */
  level: ObjectLevel | undefined
}

const parameters = {
  tab: 'assignee',
  assignee: '',
  assignee_type: 'user',
  permission: '',
  resource: '',
  resource_type: '',
}

/** Whoever may assign roles may do anything in the end, so that is what the other side begins with. */
const FIRST_PERMISSION: Permission = 'roles.assignments.create'

function toQuestion(state: typeof parameters): AccessQuestion {
  const kind = objectKinds.find((name) => name === state.resource_type)
  const tab = oneOf(['assignee', 'object'], state.tab, 'assignee')
  const isBare = state.permission === '' && state.resource === ''
  return {
    tab,
    assignee: state.assignee,
    assignee_type: oneOf(['user', 'deployment'], state.assignee_type, 'user'),
    permission: isPermission(state.permission)
      ? state.permission
      : tab === 'object' && isBare
        ? FIRST_PERMISSION
        : undefined,
    level: kind && state.resource !== '' ? { resource: state.resource, resource_type: kind } : undefined,
  }
}

export const readQuestion = (search: string) => toQuestion(readUrlState(search, parameters))

function toParameters({ level, permission, ...rest }: Partial<AccessQuestion>): Partial<typeof parameters> {
  return {
    ...rest,
    ...(permission === undefined ? {} : { permission }),
    ...(level === undefined ? {} : level),
  }
}

/** The question in the address, and a way to change parts of it. `level: undefined` asks about the whole project. */
export function useQuestion(): [AccessQuestion, (change: Partial<AccessQuestion>, options?: WriteOptions) => void] {
  const [state, setState] = useUrlState(parameters)
  const change = (part: Partial<AccessQuestion>, options?: WriteOptions) =>
    setState({ ...('level' in part ? { resource: '', resource_type: '' } : {}), ...toParameters(part) }, options)
  return [toQuestion(state), change]
}

/** The address at which the page answers a question. */
export function questionPath(project: string, question: Partial<AccessQuestion>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(toParameters(question))) {
    if (value !== '' && value !== parameters[name as keyof typeof parameters]) query.set(name, value)
  }
  return `${paths.access(project)}?${query.toString()}`
}

/** As the endpoints take it. */
export const levelQuery = (level: ObjectLevel | undefined) => level ?? {}

/** `the whole project`, `the bucket images`, within a sentence. */
export const describeLevel = ({ resource, resource_type }: { resource: string; resource_type: ResourceType }) =>
  resource_type === 'project' ? 'the whole project' : `the ${resource_type} ${resource}`
