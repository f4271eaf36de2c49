import { ChevronDown, Combine, SquaresIntersect } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import type { Permission } from '#contract/permissions.ts'
import { MenuButton, type MenuEntry } from '#src/components/menu-button.tsx'
import { plural } from '#src/lib/plural.ts'
import { CreateRoleDialog } from '../role-dialogs.tsx'
import { foreignOf, type Rights, someOf, whyNoCreating } from '../role-rights.ts'
import { type ComparedRole, intersectionOf, unionOf } from './compared-role.ts'
import classes from './role-comparison.page.module.css'

export interface Derived {
  kind: 'union' | 'common'
  permissions: readonly Permission[]
}

export interface DeriveMenuProps {
  roles: readonly ComparedRole[]
  rights: Rights
  onDerive: (derived: Derived) => void
}

/** Makes a new role of what all of the roles give together, or of what each of them gives. */
export const DeriveMenu = memo(function DeriveMenu({ roles, rights, onDerive }: DeriveMenuProps) {
  const entry = (label: string, icon: ReactNode, kind: Derived['kind'], all: readonly Permission[]): MenuEntry => {
    const foreign = foreignOf(rights, all)
    const permissions = all.filter((name) => !foreign.includes(name))
    return {
      label,
      icon,
      note:
        foreign.length === 0
          ? plural(all.length, 'permission')
          : `${plural(permissions.length, 'permission')}, without ${someOf(foreign)}, which you do not hold yourself`,
      disabledReason: whyNot(rights, all.length, permissions.length),
      preload: CreateRoleDialog.preload,
      onSelect: () => onDerive({ kind, permissions }),
    }
  }
  return (
    <MenuButton
      className={classes.menu}
      align="end"
      entries={() => [
        entry('Union: what any of them gives', <Combine size={16} aria-hidden />, 'union', unionOf(roles)),
        entry(
          'Intersection: what all of them give',
          <SquaresIntersect size={16} aria-hidden />,
          'common',
          intersectionOf(roles),
        ),
      ]}
    >
      New role from these
      <ChevronDown size={16} aria-hidden />
    </MenuButton>
  )
})

function whyNot(rights: Rights, all: number, allowed: number): string | undefined {
  const noRight = whyNoCreating(rights)
  if (noRight !== undefined) return noRight
  if (all === 0) return 'They have no permission in common.'
  return allowed === 0 ? 'You hold none of these permissions yourself.' : undefined
}
