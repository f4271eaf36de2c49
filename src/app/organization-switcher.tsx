import { useQuery } from '@tanstack/react-query'
import { Building2, ChevronDown, List } from 'lucide-react'
import { useLocation } from 'react-router-dom'
import { MenuButton } from '#src/components/menu-button.tsx'
import { organizationListQuery } from '#src/features/organizations/organizations.queries.ts'
import { paths } from '#src/lib/paths.ts'
import classes from './organization-switcher.module.css'
import { samePageIn } from './use-place.ts'

const SEARCH_FROM = 8

/** Changes the organization and stays on the page. */
export function OrganizationSwitcher({ current }: { current: string | undefined }) {
  const { data: organizations = [] } = useQuery(organizationListQuery())
  const { pathname } = useLocation()
  return (
    <MenuButton
      label={current === undefined ? 'Choose an organization' : `Organization ${current}, change`}
      className={classes.button}
      {...(organizations.length >= SEARCH_FROM ? { searchHint: 'Find an organization' } : {})}
      entries={() => [
        ...organizations.map(({ name }) => ({
          label: name,
          to: samePageIn(name, pathname),
          checked: name === current,
        })),
        ...(organizations.length > 0 ? ['divider' as const] : []),
        { label: 'All organizations', to: paths.organizations(), icon: <List size={16} aria-hidden /> },
      ]}
    >
      <Building2 size={16} aria-hidden />
      <span className={classes.name}>{current ?? 'Organizations'}</span>
      <ChevronDown size={14} aria-hidden />
    </MenuButton>
  )
}
