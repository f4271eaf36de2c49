import '@mantine/core/styles/Input.layer.css'
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import { isRefusal } from '#src/api/api-error.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { projectUserListQuery } from '#src/features/projects/projects.queries.ts'
import { roleAssignmentListQuery } from '#src/features/role-assignments/role-assignments.queries.ts'
import { serviceUserListQuery } from '#src/features/service-users/service-users.queries.ts'
import { formatCount } from '#src/lib/numbers.ts'
import { paths } from '#src/lib/paths.ts'
import { accessByObject, type Holder, holdersOf } from './object-access.ts'
import classes from './object-access-list.module.css'
import { type ObjectKind, objectRoleAssignmentsQuery } from './objects.queries.ts'

const SEARCH_FROM = 10
const SHOWN_AT_FIRST = 20
const SHOWN_MORE = 200

export interface ObjectAccessListProps {
  project: string
  kind: ObjectKind
  name: string
}

/** Who holds roles on an object, by the object itself and by the whole project. */
export function ObjectAccessList({ project, kind, name }: ObjectAccessListProps) {
  const inProject = useQuery(roleAssignmentListQuery(project))
  const isPartial = isRefusal(inProject.error, 'forbidden')
  // Whoever may list the roles on this object alone sees those.
  const onObject = useQuery({ ...objectRoleAssignmentsQuery(project, kind, name), enabled: isPartial })
  const assignments = isPartial ? onObject : inProject
  const people = useQuery(projectUserListQuery(project))
  const serviceUsers = useQuery(serviceUserListQuery(project))
  const ownAccess = useQuery(ownAccessQuery(project))
  const [text, setText] = useState('')

  if (assignments.data === undefined)
    return assignments.error ? (
      <ErrorNote
        error={assignments.error}
        lead="Who has access cannot be shown."
        action={
          <Button size="compact-sm" variant="default" onClick={() => void assignments.refetch()}>
            Retry
          </Button>
        }
      />
    ) : (
      <div aria-busy="true" className={classes.list}>
        <span className="visually-hidden">Loading who has access</span>
        <Skeleton width="60%" />
        <Skeleton width="75%" />
        <Skeleton width="50%" />
      </div>
    )

  const access = accessByObject(assignments.data, kind)(name)
  const names = { people: people.data ?? [], serviceUsers: serviceUsers.data ?? [] }
  const here = holdersOf(access.here, names)
  const inherited = holdersOf(access.inherited, names)
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const isFound = ({ name: who, detail, kind: what, roles }: Holder) => {
    const all = [who, detail, what, ...roles].join('\n').toLowerCase()
    return words.every((word) => all.includes(word))
  }
  return (
    <div className={classes.access}>
      <p className={classes.text}>
        Admins of the organization may do everything with it. Beyond them, these roles count.{' '}
        {/* Only a server that knows what the caller may do can also explain what others may. */}
        {!isRefusal(ownAccess.error, 'not_found') && (
          <Link to={paths.accessToObject(project, `${kind}s.get`, { resource: name, resource_type: kind })}>
            See who may do what, and why
          </Link>
        )}
      </p>
      {here.length + inherited.length > SEARCH_FROM && (
        <TextInput
          type="search"
          aria-label="Search name or role"
          placeholder="Search name or role"
          leftSection={<Search size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <Group
        project={project}
        title={`On this ${kind}`}
        empty={`No role is assigned on this ${kind}.`}
        holders={here}
        isFound={isFound}
      />
      {isPartial ? (
        <p className={classes.text}>
          You may see the roles on this {kind} only. Roles on the whole project may give access as well.
        </p>
      ) : (
        <Group
          project={project}
          title="On the whole project"
          empty={`No role on the project is about ${kind}s.`}
          note={`Default roles that permit nothing on ${kind}s are left out.`}
          holders={inherited}
          isFound={isFound}
        />
      )}
    </div>
  )
}

interface GroupProps {
  project: string
  title: string
  empty: string
  note?: string
  holders: readonly Holder[]
  isFound: (holder: Holder) => boolean
}

function Group({ project, title, empty, note, holders, isFound }: GroupProps) {
  const [shown, setShown] = useState(SHOWN_AT_FIRST)
  const found = holders.filter(isFound)
  const count = found.length === holders.length ? '' : `${formatCount(found.length)} of `
  return (
    <section aria-label={title}>
      <h3 className={classes.title}>
        {title} ({count}
        {formatCount(holders.length)})
      </h3>
      {holders.length === 0 ? (
        <p className={classes.text}>{empty}</p>
      ) : (
        <ul className={classes.list}>
          {found.length === 0 && <li className={classes.kind}>Nobody here matches the search.</li>}
          {found.slice(0, shown).map(({ key, name, detail, kind, roles }) => (
            <li key={key} className={classes.holder}>
              <span className={classes.who} {...(detail === '' ? {} : { title: detail })}>
                {name} <span className={classes.kind}>{kind}</span>
              </span>
              <span className={classes.roles}>
                {roles.map((role, index) => (
                  <span key={role}>
                    {index > 0 && ', '}
                    <Link to={paths.role(project, role)}>{role}</Link>
                  </span>
                ))}
              </span>
            </li>
          ))}
          {found.length > shown && (
            <li>
              <Button size="compact-sm" variant="default" onClick={() => setShown(shown + SHOWN_MORE)}>
                Show {formatCount(Math.min(SHOWN_MORE, found.length - shown))} more
              </Button>
            </li>
          )}
        </ul>
      )}
      {note && holders.length > 0 && <p className={classes.note}>{note}</p>}
    </section>
  )
}
