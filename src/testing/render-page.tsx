import { MantineProvider } from '@mantine/core'
import { cleanNotifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { createMemoryRouter, Outlet, RouterProvider } from 'react-router-dom'
import { afterEach } from 'vitest'
import { createQueryClient } from '#src/app/query-client.ts'
import { LeaveGuardHost } from '#src/components/leave-guard-host.tsx'
import { ToastHost, takeToasts } from '#src/components/toast.tsx'
import { type FakeAnswer, fakeServer } from './fake-server.ts'

// Toasts outlive the page that showed them, and wait for the next one where it was gone before they came.
afterEach(() => {
  takeToasts()
  cleanNotifications()
})

export interface RenderPageOptions {
  /** Route pattern of the page: `/organizations/:organization/members`. */
  path?: string
  /** Address it is opened at; the pattern itself by default. */
  url?: string
  answers?: readonly FakeAnswer[]
}

/** Renders a page or component with the real router, query client and providers, against a server of fake answers. */
export function renderPage(page: ReactNode, { path = '/', url = path, answers = [] }: RenderPageOptions = {}) {
  const requests = fakeServer(answers)
  const client = createQueryClient({ onSignedOut: () => undefined })
  const defaults = client.getDefaultOptions()
  // Tried again as often as in the app, without the seconds in between.
  client.setDefaultOptions({ ...defaults, queries: { ...defaults.queries, retryDelay: 0 } })
  const frame = (
    <main>
      <Outlet />
      <LeaveGuardHost />
      <ToastHost />
    </main>
  )
  const router = createMemoryRouter(
    [
      {
        element: frame,
        children: [
          { path, element: page },
          { path: '*', element: <p>Another page</p> },
        ],
      },
    ],
    { initialEntries: [url] },
  )
  const screen = render(
    // In this environment Mantine shows dialogs and menus at once, without transitions.
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  )
  return { ...screen, router, client, requests }
}
