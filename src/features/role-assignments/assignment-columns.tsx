import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import type { Column } from '#src/components/data-table/columns.ts'
import { Truncate } from '#src/components/truncate.tsx'
import { roleQuery } from '#src/features/roles/roles.queries.ts'
import { paths } from '#src/lib/paths.ts'
import { accessAddress } from './access-address.ts'
import { type AssignmentRow, describeLevel, kindLabels, levelOrder, levelType, objectKinds } from './assignment-rows.ts'
import classes from './role-assignments.module.css'

export type View = 'assignee' | 'object'

/** The same columns for both views; what the rows are grouped by comes first. */
export function columnsFor(project: string, view: View): readonly Column<AssignmentRow>[] {
  const assignee: readonly Column<AssignmentRow>[] = [
    {
      id: 'assignee',
      header: 'Assignee',
      value: ({ name }) => name,
      cell: ({ name, kind }) => <Truncate text={name} at={kind === 'unknown' ? 'middle' : 'end'} />,
      groupBy: ({ assignee: id, assignee_type }) => `${assignee_type} ${id}`,
      searchable: true,
      width: 150,
    },
    {
      id: 'kind',
      header: 'Kind',
      value: ({ kind }) => kindLabels[kind][0],
      width: 110,
    },
    {
      id: 'email',
      header: 'E-mail',
      value: ({ email }) => email || undefined,
      cell: ({ email }) => (email === '' ? '–' : <Truncate text={email} at="middle" />),
      searchable: true,
      width: 170,
    },
    { id: 'id', header: 'Assignee ID', value: (row) => row.assignee, searchable: true, exportOnly: true },
  ]
  const role: Column<AssignmentRow> = {
    id: 'role',
    header: 'Role',
    value: (row) => row.role,
    cell: (row) => (
      <Link to={paths.role(project, row.role)}>
        <Truncate text={row.role} />
      </Link>
    ),
    groupBy: (row) => row.role,
    searchable: true,
    width: 140,
  }
  const level: readonly Column<AssignmentRow>[] = [
    {
      id: 'level',
      header: 'Level',
      value: levelOrder,
      csv: levelType,
      cell: (row) => <LevelName project={project} row={row} />,
      groupBy: levelOrder,
      searchable: true,
      width: view === 'object' ? 180 : 160,
    },
    {
      id: 'object',
      header: 'Object',
      value: ({ resource, resource_type }) => (resource_type === 'project' ? undefined : resource),
      exportOnly: true,
    },
  ]
  const why: Column<AssignmentRow> = {
    id: 'why',
    header: 'Access',
    value: () => undefined,
    csv: false,
    sortable: false,
    cell: (row) => <WhyLink project={project} row={row} />,
    width: 76,
  }
  return view === 'assignee' ? [...assignee, role, ...level, why] : [...level, role, ...assignee, why]
}

function LevelName({ project, row }: { project: string; row: AssignmentRow }) {
  const { resource, resource_type } = row
  if (resource_type === 'project') return levelType(row)
  const kind = objectKinds.find((name) => name === resource_type)
  return (
    <span className={classes.level}>
      <span className={classes.levelType}>{levelType(row)}</span>
      {kind ? (
        <Link to={paths.object(project, kind, resource)} className={classes.object}>
          <Truncate text={resource} />
        </Link>
      ) : (
        <Truncate text={resource} />
      )}
    </span>
  )
}

/** Asks about a permission that the role carries, which is looked up when the link is approached. */
function WhyLink({ project, row }: { project: string; row: AssignmentRow }) {
  const client = useQueryClient()
  const [permissions, setPermissions] = useState<readonly string[]>()
  const approach = () => {
    // Not a hook, of which each row that scrolls by would set one up. Where it fails the reader chooses a permission.
    client
      .ensureQueryData(roleQuery(project, row.role))
      .then(({ role }) => setPermissions(role.permissions))
      .catch(() => undefined)
  }
  return (
    <Link
      to={accessAddress(project, row, permissions)}
      onPointerEnter={approach}
      onFocus={approach}
      aria-label={`Why does ${row.name} have access to ${describeLevel(row)}?`}
    >
      Why?
    </Link>
  )
}
