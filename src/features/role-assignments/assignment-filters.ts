import type { Filter } from '#src/components/data-table/columns.ts'
import { formatCount } from '#src/lib/numbers.ts'
import { type AssigneeKind, type AssignmentRow, countBy, kindLabels } from './assignment-rows.ts'

const kinds: readonly AssigneeKind[] = ['member', 'service_user', 'deployment', 'unknown']

const levels: readonly { value: string; label: string; matches: (type: string) => boolean }[] = [
  { value: 'project', label: 'Whole project', matches: (type) => type === 'project' },
  { value: 'object', label: 'Any object', matches: (type) => type !== 'project' },
  { value: 'deployment', label: 'Deployments', matches: (type) => type === 'deployment' },
  { value: 'pipeline', label: 'Pipelines', matches: (type) => type === 'pipeline' },
  { value: 'bucket', label: 'Buckets', matches: (type) => type === 'bucket' },
]

/**
 * Role, kind of assignee and level, each choice with the number of its assignments.
 * @param loaded undefined while loading
 * @param chosenRole stays among the choices when nobody holds the role (any more)
 */
export function filtersFor(
  loaded: readonly AssignmentRow[] | undefined,
  chosenRole: string,
): readonly Filter<AssignmentRow>[] {
  const rows = loaded ?? []
  const option = (value: string, label: string, count: number) => ({
    value,
    label: loaded ? `${label} (${formatCount(count)})` : label,
  })
  const roles = countBy(rows, ({ role }) => role)
  const missing = chosenRole !== '' && !roles.some(({ value }) => value === chosenRole)
  return [
    {
      key: 'role',
      label: 'Role',
      options: [...roles, ...(missing ? [{ value: chosenRole, count: 0 }] : [])].map(({ value, count }) =>
        option(value, value, count),
      ),
      matches: ({ role }, value) => role === value,
    },
    {
      key: 'kind',
      label: 'Assignee',
      options: kinds.flatMap((kind) => {
        const count = rows.filter((row) => row.kind === kind).length
        return kind === 'unknown' && count === 0 ? [] : [option(kind, kindLabels[kind][1], count)]
      }),
      matches: ({ kind }, value) => kind === value,
    },
    {
      key: 'level',
      label: 'Level',
      options: levels.map(({ value, label, matches }) =>
        option(value, label, rows.filter(({ resource_type }) => matches(resource_type)).length),
      ),
      matches: ({ resource_type }, value) =>
        levels.find((level) => level.value === value)?.matches(resource_type) ?? false,
    },
  ]
}
