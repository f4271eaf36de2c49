import '@mantine/core/styles/Input.layer.css'
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { whyNoCreate } from '#src/lib/own-rights.ts'
import classes from './delete-role-dialog.module.css'
import { roleListQuery } from './roles.queries.ts'

export interface ReassignSelectProps {
  project: string
  /** The role that goes. */
  role: string
  /** Empty for none. */
  value: string
  onChange: (role: string) => void
  disabled: boolean
}

/** Which role the holders get before theirs goes; the project's own roles come first. */
export function ReassignSelect({ project, role, value, onChange, disabled }: ReassignSelectProps) {
  const roles = useQuery(roleListQuery(project))
  const own = useQuery(ownAccessQuery(project))
  const whyNot = whyNoCreate(own.data)
  const options = (roles.data ?? [])
    .filter(({ name }) => name !== role)
    .toSorted((one, next) => Number(one.default) - Number(next.default) || one.name.localeCompare(next.name, 'en'))
    .map(({ name, default: isDefault }) => ({ value: name, label: isDefault ? `${name} (default)` : name }))

  return (
    <NativeSelect
      className={classes.reassign}
      label="Give its holders another role first"
      description={whyNot === undefined ? 'On the same levels as now.' : `${whyNot} for this.`}
      data={[{ value: '', label: 'No other role' }, ...options]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      disabled={disabled || whyNot !== undefined || roles.data === undefined}
    />
  )
}
