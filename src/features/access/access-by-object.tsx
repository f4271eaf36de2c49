import { useQuery } from '@tanstack/react-query'
import { ScanSearch, Users } from 'lucide-react'
import { useMemo } from 'react'
import { Link } from 'react-router-dom'
import type { AccessHolder } from '#contract/access.ts'
import type { Permission } from '#contract/permissions.ts'
import type { Column, Filter } from '#src/components/data-table/columns.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { Truncate } from '#src/components/truncate.tsx'
import classes from './access.module.css'
import { accessHoldersQuery } from './access.queries.ts'
import type { AccessTabProps } from './access-by-assignee.tsx'
import { describeLevel, levelQuery, type ObjectLevel, questionPath } from './access-question.ts'
import { describeChains, labelOf, obstacleReason, summariseHolders } from './access-wording.ts'
import { LevelSelect, PermissionSelect } from './question-fields.tsx'
import { Refused } from './refused.tsx'

const kindLabels: Record<AccessHolder['kind'], string> = {
  member: 'Member',
  service_user: 'Service user',
  deployment: 'Deployment',
}

const filters: readonly Filter<AccessHolder>[] = [
  {
    key: 'kind',
    label: 'Kind',
    options: Object.entries(kindLabels).map(([value, label]) => ({ value, label })),
    matches: ({ kind }, value) => kind === value,
  },
]

const answerOf = ({ allowed, obstacle }: AccessHolder) => (allowed || !obstacle ? 'Yes' : obstacleReason(obstacle))

function columnsFor(
  project: string,
  permission: Permission,
  level: ObjectLevel | undefined,
): readonly Column<AccessHolder>[] {
  const addressOf = ({ assignee, assignee_type }: AccessHolder) =>
    questionPath(project, { assignee, assignee_type, permission, level })
  return [
    {
      id: 'name',
      header: 'Name',
      value: labelOf,
      cell: (holder) => (
        <Link to={addressOf(holder)}>
          <Truncate text={labelOf(holder)} />
        </Link>
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
      width: 190,
    },
    { id: 'kind', header: 'Kind', value: ({ kind }) => kindLabels[kind], width: 110 },
    {
      id: 'why',
      header: 'Why',
      value: ({ chains }) => describeChains(chains),
      cell: ({ chains }) => <Truncate text={describeChains(chains)} />,
      searchable: true,
      width: 260,
    },
    {
      id: 'can',
      header: 'Can use it',
      value: answerOf,
      cell: (holder) => (
        <span className={classes.can} data-allowed={holder.allowed}>
          <Truncate text={answerOf(holder)} />
        </span>
      ),
      width: 150,
    },
  ]
}

/** Everybody who holds a permission on the project or one of its objects, and why. */
export function AccessByObject({ project, question, onChange }: AccessTabProps) {
  const { permission, level } = question
  return (
    <>
      <div className={classes.fields} role="group" aria-label="Question">
        <PermissionSelect value={permission} onChange={(chosen) => onChange({ permission: chosen })} />
        <LevelSelect project={project} value={level} onChange={(chosen) => onChange({ level: chosen })} />
      </div>
      {permission === undefined ? (
        <div className={classes.frame}>
          <EmptyState icon={<ScanSearch size={28} />} title="Choose a permission">
            The answer is everybody who can use it on {level ? describeLevel(level) : 'the whole project'}, and why.
          </EmptyState>
        </div>
      ) : (
        <Holders project={project} permission={permission} level={level} />
      )}
    </>
  )
}

function Holders({
  project,
  permission,
  level,
}: {
  project: string
  permission: Permission
  level: ObjectLevel | undefined
}) {
  const holders = useQuery(accessHoldersQuery(project, { permission, ...levelQuery(level) }))
  const { resource, resource_type } = level ?? {}
  const columns = useMemo(
    () =>
      columnsFor(
        project,
        permission,
        resource !== undefined && resource_type !== undefined ? { resource, resource_type } : undefined,
      ),
    [project, permission, resource, resource_type],
  )
  if (holders.data === undefined && holders.error)
    return (
      <Refused
        project={project}
        error={holders.error}
        what="Who holds this permission"
        isFetching={holders.isFetching}
        onRetry={holders.refetch}
      />
    )
  return (
    <>
      <p className={classes.summary} role="status">
        {holders.data &&
          summariseHolders(holders.data, `${permission} on ${level ? describeLevel(level) : 'the whole project'}`)}
      </p>
      <DataTable
        label="holders"
        source={holders}
        columns={columns}
        rowId={({ assignee_type, assignee }) => `${assignee_type} ${assignee}`}
        defaultSort="name"
        searchHint="Search name, e-mail or role"
        filters={filters}
        exportName={`${project}-${permission}`}
        empty={
          <EmptyState icon={<Users size={28} />} title="Nobody holds it">
            A role with this permission gives it to whom it is assigned.
          </EmptyState>
        }
      />
    </>
  )
}
