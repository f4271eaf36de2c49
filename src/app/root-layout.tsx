import { Outlet, ScrollRestoration } from 'react-router-dom'
import { LeaveGuardHost } from '#src/components/leave-guard-host.tsx'
import { ToastHost } from '#src/components/toast.tsx'
import classes from './root-layout.module.css'
import { SignInAgainHost } from './sign-in-again-host.tsx'
import { useRouteFocus } from './use-route-focus.ts'

/** What every route shares and no page shows: focus, scroll position, questions before leaving, toasts. */
export function RootLayout() {
  useRouteFocus()
  return (
    <>
      <Outlet />
      <ScrollRestoration />
      <LeaveGuardHost />
      <SignInAgainHost />
      <ToastHost />
    </>
  )
}

/** Stands in the place of the frame until the first page's code has arrived. */
export function Starting() {
  return (
    <div className={classes.starting} role="status">
      <span className="visually-hidden">Loading Steward</span>
    </div>
  )
}
