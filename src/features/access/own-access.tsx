import { Button } from '@mantine/core'
import { useState } from 'react'
import type { OwnAccess as Access } from '#contract/access.ts'
import { permissions as catalogue } from '#contract/permissions.ts'
import { PermissionList } from '#src/components/access-changes/permission-list.tsx'
import { plural } from '#src/lib/plural.ts'
import classes from './access.module.css'

const OBJECTS_AT_FIRST = 10

/** What the one who asks may do in the project, and where they may do more. */
export function OwnAccess({ own }: { own: Access }) {
  const [limit, setLimit] = useState(OBJECTS_AT_FIRST)
  const held = new Set(own.permissions)
  return (
    <section className={classes.own} aria-labelledby="own-access">
      <h2 id="own-access" className={classes.heading}>
        What you can do here
      </h2>
      {own.organization_admin ? (
        <p className={classes.text}>You are an admin of the organization: you can do everything in this project.</p>
      ) : (
        <div className={classes.levels}>
          <div className={classes.level}>
            <h3 className={classes.place}>
              On the whole project{' '}
              <span className={classes.count}>
                ({own.permissions.length} of {catalogue.length} permissions)
              </span>
            </h3>
            {own.permissions.length === 0 ? 'Nothing.' : <PermissionList names={own.permissions} />}
          </div>
          {own.objects.slice(0, limit).map(({ resource, resource_type, permissions }) => (
            <div key={`${resource_type} ${resource}`} className={classes.level}>
              <h3 className={classes.place}>
                On the {resource_type} {resource}, besides
              </h3>
              <PermissionList names={permissions.filter((name) => !held.has(name))} />
            </div>
          ))}
          {own.objects.length > limit && (
            <Button variant="default" size="compact-sm" onClick={() => setLimit(own.objects.length)}>
              Show {plural(own.objects.length - limit, 'more object')}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
