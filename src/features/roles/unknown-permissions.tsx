import { joinList } from '#src/lib/plural.ts'
import classes from './role.page.module.css'

/** Why a role cannot be edited here. */
export function UnknownPermissions({ names }: { names: readonly string[] }) {
  return (
    <p className={classes.note}>
      This role also gives {joinList(names)}, which this dashboard does not know. Its permissions can only be read here,
      so that none of them is lost.
    </p>
  )
}
