import '@mantine/core/styles/Input.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/ScrollArea.layer.css'
import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import { MultiSelect } from '@mantine/core'
import { memo, useMemo } from 'react'
import type { RoleListItem } from '#contract/roles.ts'
import classes from './role-comparison.page.module.css'
import { MOST_ROLES } from './use-compared-roles.ts'

export interface RolePickerProps {
  roles: readonly RoleListItem[]
  value: readonly string[]
  onChange: (names: readonly string[]) => void
}

/** Chooses among the roles of the project by search. */
export const RolePicker = memo(function RolePicker({ roles, value, onChange }: RolePickerProps) {
  const options = useMemo(() => {
    const named = (isDefault: boolean) => roles.filter((role) => role.default === isDefault).map(({ name }) => name)
    return [
      { group: 'Custom', items: named(false) },
      { group: 'Default', items: named(true) },
    ].filter(({ items }) => items.length > 0)
  }, [roles])

  return (
    <MultiSelect
      label="Roles"
      description={`2 to ${MOST_ROLES}, side by side in the order in which they are chosen`}
      placeholder={value.length === 0 ? 'Search roles' : 'Add a role'}
      searchable
      hidePickedOptions
      data={options}
      value={[...value]}
      onChange={onChange}
      maxValues={MOST_ROLES}
      maxDropdownHeight={320}
      nothingFoundMessage="No role of this name"
      classNames={{ pillsList: classes.pills ?? '' }}
      comboboxProps={{
        // Inside a landmark, as all content should be.
        portalProps: { target: document.querySelector<HTMLElement>('main') ?? document.body },
      }}
      attributes={{ dropdown: { 'aria-label': 'Roles of the project' } }}
    />
  )
})
