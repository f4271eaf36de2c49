import { Plus } from 'lucide-react'
import { useMemo, useRef } from 'react'
import type { Permission } from '#contract/permissions.ts'
import { formatCount } from '#src/lib/numbers.ts'
import { joinList } from '#src/lib/plural.ts'
import classes from './permission-hints.module.css'
import { hintsFor } from './permission-matrix.ts'

const SHOWN = 4

export interface PermissionHintsProps {
  value: readonly Permission[]
  /** Whose permissions they are, where several roles are on the page. */
  role?: string
  onAdd: (names: readonly Permission[]) => void
}

/** What is missing for the granted permissions to be of use, each added by one press. Nothing is forced. */
export function PermissionHints({ value, role, onAdd }: PermissionHintsProps) {
  const hints = useMemo(() => hintsFor(value), [value])
  const frame = useRef<HTMLDivElement>(null)
  const add = (names: readonly Permission[]) => {
    // The pressed button goes away; without this the focus would go with it.
    frame.current?.focus()
    onAdd(names)
  }

  return (
    <div
      ref={frame}
      tabIndex={-1}
      className={classes.hints}
      role="group"
      aria-label={role === undefined ? 'Suggested permissions' : `Suggested permissions for ${role}`}
    >
      {hints.length > 0 && (
        <span className={classes.lead}>
          {role === undefined ? 'Of little use without:' : `${role} is of little use without:`}
        </span>
      )}
      {hints.slice(0, SHOWN).map(({ add: name, neededBy }) => (
        <button
          key={name}
          type="button"
          className={classes.hint}
          aria-label={`Add ${name}`}
          title={`Needed by ${joinList(neededBy)}`}
          onClick={() => add([name])}
        >
          <Plus size={13} aria-hidden />
          {name}
        </button>
      ))}
      {hints.length > 1 && (
        <button type="button" className={classes.all} onClick={() => add(hints.map((hint) => hint.add))}>
          Add all {formatCount(hints.length)}
        </button>
      )}
    </div>
  )
}
