import classes from './icon-button.module.css'
import { MenuButton, type MenuEntry } from './menu-button.tsx'
import { PathIcon } from './path-icon.tsx'

/** The menu at the end of a row. `label` names the row: "Actions for ada@example.org". */
export function RowMenu({ label, entries }: { label: string; entries: () => readonly MenuEntry[] }) {
  return (
    <MenuButton label={label} className={classes.button} entries={entries} align="end">
      <PathIcon name="ellipsis" size={17} />
    </MenuButton>
  )
}
