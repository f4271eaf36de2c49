import '@mantine/core/styles/AppShell.layer.css'
import '@mantine/core/styles/Burger.layer.css'
import { AppShell, Burger } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { Link, Outlet, useLocation, useNavigation } from 'react-router-dom'
import { paths } from '#src/lib/paths.ts'
import { Brand } from './brand.tsx'
import { Breadcrumbs } from './breadcrumbs.tsx'
import classes from './layout.module.css'
import { OrganizationSwitcher } from './organization-switcher.tsx'
import { SideNav } from './side-nav.tsx'
import { usePlace } from './use-place.ts'
import { UserMenu } from './user-menu.tsx'

/** The frame around every page of somebody signed in. */
export function Layout() {
  const place = usePlace()
  const { pathname } = useLocation()
  const navigation = useNavigation()
  const isNarrow = useMediaQuery('(max-width: 47.99em)')
  const [openAt, setOpenAt] = useState<string>()
  // Open on this page only: following a link closes the navigation.
  const isNavOpen = openAt === pathname

  useEffect(() => {
    if (!isNavOpen) return undefined
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setOpenAt(undefined)
    }
    document.addEventListener('keydown', closeOnEscape)
    return () => document.removeEventListener('keydown', closeOnEscape)
  }, [isNavOpen])

  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !isNavOpen } }}
      padding={0}
    >
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <AppShell.Header className={classes.header}>
        <Burger
          opened={isNavOpen}
          onClick={() => setOpenAt(isNavOpen ? undefined : pathname)}
          hiddenFrom="sm"
          size="sm"
          aria-label="Navigation"
          aria-expanded={isNavOpen}
          aria-controls="navigation"
        />
        <OrganizationSwitcher current={place.organization} />
        <Link to={paths.organizations()} className={classes.brand} aria-label="Steward, all organizations">
          <Brand />
        </Link>
        <UserMenu />
        {navigation.state === 'loading' && (
          <div className={classes.progress} role="progressbar" aria-label="Loading page" />
        )}
      </AppShell.Header>
      <AppShell.Navbar id="navigation" className={classes.navbar} data-closed={!isNavOpen}>
        <SideNav place={place} />
      </AppShell.Navbar>
      <AppShell.Main
        id="main"
        tabIndex={-1}
        className={classes.main}
        // The open navigation covers it.
        inert={isNavOpen && isNarrow === true}
      >
        <Breadcrumbs place={place} />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  )
}
