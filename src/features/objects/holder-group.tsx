import '@mantine/core/styles/Input.layer.css'
import { Button, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import { Skeleton } from '#src/components/skeleton.tsx'
import { formatCount } from '#src/lib/numbers.ts'
import { paths } from '#src/lib/paths.ts'
import type { Holder } from './object-access.ts'
import classes from './object-access-list.module.css'

const SEARCH_FROM = 10
const SHOWN_AT_FIRST = 20
const SHOWN_MORE = 200

/** A search over all groups, once there is something to search. */
export function HolderSearch({
  count,
  text,
  onChange,
}: {
  count: number
  text: string
  onChange: (text: string) => void
}) {
  if (count <= SEARCH_FROM) return null
  return (
    <TextInput
      type="search"
      aria-label="Search name or role"
      placeholder="Search name or role"
      leftSection={<Search size={16} aria-hidden />}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** Finds those in which every word stands. */
export function finder(text: string): (holder: Holder) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return ({ name, detail, kind, roles }) => {
    const all = [name, detail, kind, ...roles].join('\n').toLowerCase()
    return words.every((word) => all.includes(word))
  }
}

export function HoldersSkeleton() {
  return (
    <div aria-busy="true" className={classes.list}>
      <span className="visually-hidden">Loading who has access</span>
      <Skeleton width="60%" />
      <Skeleton width="75%" />
      <Skeleton width="50%" />
    </div>
  )
}

export interface HolderGroupProps {
  project: string
  title: string
  empty: string
  note?: string
  holders: readonly Holder[]
  isFound: (holder: Holder) => boolean
}

/** Those who have access by one level, with the roles that give it. */
export function HolderGroup({ project, title, empty, note, holders, isFound }: HolderGroupProps) {
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
