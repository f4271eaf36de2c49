import { Link } from 'react-router-dom'
import type { Column } from '#src/components/data-table/columns.ts'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { Truncate } from '#src/components/truncate.tsx'
import { formatCount } from '#src/lib/numbers.ts'
import { paths } from '#src/lib/paths.ts'
import { isVersioned } from './kinds.ts'
import { labelTexts } from './labels.ts'
import { countHolders, type ObjectAccess } from './object-access.ts'
import classes from './objects.module.css'
import type { ObjectKind, ProjectObject } from './objects.queries.ts'
import { providerLabel } from './providers.ts'

export interface ColumnContext {
  project: string
  kind: ObjectKind
  /** The roles on an object; `loading`, or a sentence where they may not be listed. */
  accessOf: (object: ProjectObject) => ObjectAccess | 'loading' | { refused: string | undefined }
  onAccess: (object: ProjectObject) => void
  onApproachAccess: () => void
}

/** The columns of a table over objects of one kind. */
export function objectColumns(context: ColumnContext): readonly Column<ProjectObject>[] {
  const { project, kind, accessOf } = context
  return [
    {
      id: 'name',
      header: 'Name',
      value: ({ name }) => name,
      cell: ({ name }) => (
        <Link to={paths.object(project, kind, name)} className={classes.name}>
          <Truncate text={name} at="middle" />
        </Link>
      ),
      searchable: true,
      width: 160,
    },
    {
      id: 'description',
      header: 'Description',
      value: ({ description }) => description,
      searchable: true,
      width: 190,
    },
    kind === 'bucket'
      ? {
          id: 'provider',
          header: 'Provider',
          value: (object) => (isVersioned(object) ? undefined : providerLabel(object.provider)),
          searchable: true,
          width: 130,
        }
      : {
          id: 'version',
          header: 'Default version',
          value: (object) => (isVersioned(object) ? object.default_version : undefined),
          cell: (object) =>
            isVersioned(object) && object.default_version ? (
              <Truncate text={object.default_version} />
            ) : (
              <span className={classes.none}>None</span>
            ),
          width: 136,
        },
    {
      id: 'labels',
      header: 'Labels',
      value: ({ labels }) => labelTexts(labels).join(', '),
      cell: ({ labels }) => <Labels texts={labelTexts(labels)} />,
      searchable: true,
      width: 150,
    },
    {
      id: 'access',
      header: 'Access',
      value: (object) => {
        const access = accessOf(object)
        return isKnown(access) ? countHolders(access).all : undefined
      },
      csv: (object) => {
        const access = accessOf(object)
        return isKnown(access) ? describeAccess(access) : undefined
      },
      cell: (object) => <AccessCell object={object} {...context} />,
      width: 124,
    },
    {
      id: 'created',
      header: 'Created',
      value: ({ creation_date }) => creation_date,
      cell: ({ creation_date }) => <RelativeTime value={creation_date} />,
      width: 136,
    },
    {
      id: 'updated',
      header: 'Updated',
      value: ({ last_updated }) => last_updated,
      cell: ({ last_updated }) => <RelativeTime value={last_updated} />,
      width: 124,
    },
  ]
}

const isKnown = (access: ReturnType<ColumnContext['accessOf']>): access is ObjectAccess =>
  typeof access === 'object' && 'here' in access

/** `43 (2 here)` */
function describeAccess(access: ObjectAccess): string {
  const { here, all } = countHolders(access)
  return `${formatCount(all)} (${formatCount(here)} here)`
}

/** The same at length. */
function explainAccess(access: ObjectAccess): string {
  const { here, all } = countHolders(access)
  return `${formatCount(here)} with roles on it, ${formatCount(all)} with those on the project`
}

function AccessCell({
  object,
  accessOf,
  onAccess,
  onApproachAccess,
}: Pick<ColumnContext, 'accessOf' | 'onAccess' | 'onApproachAccess'> & { object: ProjectObject }) {
  const access = accessOf(object)
  if (access === 'loading') return <Skeleton width="60%" />
  if ('refused' in access && access.refused !== undefined)
    return (
      <span className={classes.none} title={access.refused}>
        Not open to you
      </span>
    )
  const subject = `Who has access to ${object.name}`
  return (
    <button
      type="button"
      className={classes.access}
      aria-haspopup="dialog"
      aria-label={isKnown(access) ? `${subject}: ${explainAccess(access)}` : subject}
      title={isKnown(access) ? explainAccess(access) : undefined}
      onPointerEnter={onApproachAccess}
      onFocus={onApproachAccess}
      onClick={() => onAccess(object)}
    >
      {isKnown(access) ? describeAccess(access) : 'Show'}
    </button>
  )
}

/** Labels in one line, the whole list on hover. */
function Labels({ texts }: { texts: readonly string[] }) {
  if (texts.length === 0) return '–'
  return (
    <span className={classes.labels} title={texts.join('\n')}>
      {texts.map((text) => (
        <span key={text} className={classes.label}>
          {text}
        </span>
      ))}
    </span>
  )
}
