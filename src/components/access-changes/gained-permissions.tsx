import type { ReactNode } from 'react'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { plural } from '#src/lib/plural.ts'
import classes from './access-changes.module.css'
import { PermissionList } from './permission-list.tsx'

export interface GainedPermissionsProps {
  /** Who gets the role, with the verb: "The service user gains". */
  lead: string
  /** What the role gives on the whole project; undefined until it is known. */
  names: readonly string[] | undefined
  error: unknown
  children?: ReactNode
}

/** What a role gives to somebody who is not there yet, of whom no dry run can tell. */
export function GainedPermissions({ lead, names, error, children }: GainedPermissionsProps) {
  if (names === undefined && error) return <ErrorNote error={error} lead="What the role gives cannot be shown." />
  return (
    <div className={classes.root} aria-busy={names === undefined}>
      {/* It is there before the answer is, so that the answer is read out. */}
      <div role="status">
        {names === undefined ? (
          <>
            <span className="visually-hidden">Finding out what the role gives</span>
            <Skeleton width="60%" />
          </>
        ) : (
          <p className={classes.summary}>
            {lead} {names.length === 0 ? 'nothing' : plural(names.length, 'permission')} on the whole project.
          </p>
        )}
      </div>
      {names !== undefined && names.length > 0 && (
        <details className={classes.gained}>
          <summary>Show {names.length === 1 ? 'it' : 'them'}</summary>
          <PermissionList names={names} />
        </details>
      )}
      {children}
    </div>
  )
}
