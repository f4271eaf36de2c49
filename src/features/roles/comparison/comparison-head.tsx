import { ChevronsDownUp, ChevronsUpDown, Lock, X } from 'lucide-react'
import { memo } from 'react'
import { Link } from 'react-router-dom'
import { formatCount } from '#src/lib/numbers.ts'
import { paths } from '#src/lib/paths.ts'
import type { ComparedRole } from './compared-role.ts'
import classes from './comparison-grid.module.css'

export interface GridHeadProps {
  project: string
  roles: readonly ComparedRole[]
  /** Where the tab stop is, if in one of the two lines of the head. */
  activeName: number | undefined
  activeButton: number | undefined
  areAllCollapsed: boolean
}

/** The roles across the top. Their names are the first line that the keyboard comes to, their buttons the second. */
export const GridHead = memo(function GridHead({
  project,
  roles,
  activeName,
  activeButton,
  areAllCollapsed,
}: GridHeadProps) {
  const Icon = areAllCollapsed ? ChevronsUpDown : ChevronsDownUp
  return (
    <thead role="rowgroup" className={classes.head}>
      <tr role="row">
        <th role="columnheader" className={classes.first}>
          <button type="button" className={classes.fold} tabIndex={activeName === 0 ? 0 : -1} data-place="0,0">
            <Icon size={14} aria-hidden />
            {areAllCollapsed ? 'Expand all' : 'Collapse all'}
          </button>
        </th>
        {roles.map(({ id, name, isDefault, draft, unknown, changes, lockedReason }, column) => (
          <RoleHead
            key={id}
            project={project}
            column={column + 1}
            name={name}
            isDefault={isDefault}
            count={draft.length + unknown.length}
            added={changes.added.length}
            removed={changes.removed.length}
            lockedReason={lockedReason}
            isNameActive={activeName === column + 1}
            isButtonActive={activeButton === column + 1}
          />
        ))}
      </tr>
    </thead>
  )
})

interface RoleHeadProps {
  project: string
  column: number
  name: string
  isDefault: boolean
  count: number
  added: number
  removed: number
  lockedReason: string | undefined
  isNameActive: boolean
  isButtonActive: boolean
}

const RoleHead = memo(function RoleHead({
  project,
  column,
  name,
  isDefault,
  count,
  added,
  removed,
  lockedReason,
  isNameActive,
  isButtonActive,
}: RoleHeadProps) {
  return (
    <th role="columnheader" className={classes.role}>
      <Link
        to={paths.role(project, name)}
        className={classes.link ?? ''}
        title={name}
        tabIndex={isNameActive ? 0 : -1}
        data-place={`0,${column}`}
      >
        {name}
      </Link>
      <span className={classes.kind} title={lockedReason}>
        {lockedReason !== undefined && <Lock size={12} aria-hidden />}
        {isDefault ? 'Default' : 'Custom'}
        {lockedReason !== undefined && <span className="visually-hidden">. {lockedReason}</span>}
      </span>
      <span className={classes.figures}>
        <span title={`${formatCount(count)} permissions`}>{formatCount(count)}</span>
        {added > 0 && (
          <span className={classes.added}>
            +{added}
            <span className="visually-hidden"> added</span>
          </span>
        )}
        {removed > 0 && (
          <span className={classes.removed}>
            −{removed}
            <span className="visually-hidden"> removed</span>
          </span>
        )}
      </span>
      <button
        type="button"
        className={classes.remove}
        aria-label={`Remove ${name} from the comparison`}
        title="Remove from the comparison"
        tabIndex={isButtonActive ? 0 : -1}
        data-place={`1,${column}`}
      >
        <X size={14} aria-hidden />
      </button>
    </th>
  )
})
