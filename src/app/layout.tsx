import { Menu, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link, Outlet, useLocation, useNavigation } from 'react-router-dom'
import { ConfirmDialog } from '#src/components/lazy-dialogs.tsx'
import { preloadToaster } from '#src/components/toast.tsx'
import { paths } from '#src/lib/paths.ts'
import { useMediaQuery } from '#src/lib/use-media-query.ts'
import { whenIdle } from '#src/lib/when-idle.ts'
import { Brand } from './brand.tsx'
import { Breadcrumbs } from './breadcrumbs.tsx'
import classes from './layout.module.css'
import { OrganizationSwitcher } from './organization-switcher.tsx'
import { SideNav } from './side-nav.tsx'
import { SignInAgainDialog } from './sign-in-again-host.tsx'
import { usePlace } from './use-place.ts'
import { UserMenu } from './user-menu.tsx'

/**
 * The frame around every page of somebody signed in. A grid of our own: Mantine's AppShell does the same with 9 kB of
 * code before the first page shows.
 */
export function Layout() {
  const place = usePlace()
  const { pathname } = useLocation()
  const navigation = useNavigation()
  const isNarrow = useMediaQuery('(max-width: 47.99em)')
  const [openAt, setOpenAt] = useState<string>()
  // Open on this page only: following a link closes the navigation.
  const isNavOpen = openAt === pathname && isNarrow

  // What asks or tells when the connection or the session has just gone, and could not load any more.
  useEffect(
    () =>
      whenIdle(() => {
        ConfirmDialog.preload()
        SignInAgainDialog.preload()
        preloadToaster()
      }),
    [],
  )
  useEffect(() => {
    if (!isNavOpen) return undefined
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setOpenAt(undefined)
    }
    document.addEventListener('keydown', closeOnEscape)
    return () => document.removeEventListener('keydown', closeOnEscape)
  }, [isNavOpen])

  return (
    <div className={classes.frame}>
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.header}>
        {isNarrow && (
          <button
            type="button"
            className={classes.burger}
            aria-label="Navigation"
            aria-expanded={isNavOpen}
            aria-controls="navigation"
            onClick={() => setOpenAt(isNavOpen ? undefined : pathname)}
          >
            {isNavOpen ? <X size={20} aria-hidden /> : <Menu size={20} aria-hidden />}
          </button>
        )}
        <Link to={paths.organizations()} className={classes.brand} aria-label="Steward, all organizations">
          <Brand />
        </Link>
        <OrganizationSwitcher current={place.organization} />
        <UserMenu />
        {navigation.state === 'loading' && (
          <div className={classes.progress} role="progressbar" aria-label="Loading page" />
        )}
      </header>
      <div id="navigation" className={classes.navigation} hidden={isNarrow && !isNavOpen}>
        <SideNav place={place} />
      </div>
      {/* The open navigation covers it. */}
      <main id="main" tabIndex={-1} className={classes.main} inert={isNavOpen}>
        <Breadcrumbs place={place} />
        <Outlet />
      </main>
    </div>
  )
}
