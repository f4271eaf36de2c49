import { plural } from '#src/lib/plural.ts'
import classes from './access-changes.module.css'
import { Several } from './several.tsx'
import { groupPermissions, isEverything } from './wording.ts'

/** Permissions by object in running text, `deployments: create, update; buckets: list`; many open on demand. */
export function PermissionList({ names }: { names: readonly string[] }) {
  return (
    <>
      {isEverything(names) && <span>all {plural(names.length, 'permission')}: </span>}
      <Several items={groupPermissions(names)} shown={isEverything(names) ? 3 : 6} noun="objects" separator="; ">
        {({ object, verbs }) => (
          <>
            <span className={classes.object}>{object}:</span> {verbs.join(', ')}
          </>
        )}
      </Several>
    </>
  )
}
