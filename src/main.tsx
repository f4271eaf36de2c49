import './app/boot.ts'
import './styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router-dom'
import { firstAddress } from './app/first-address.ts'
import { Providers } from './app/providers.tsx'
import { createQueryClient } from './app/query-client.ts'
import { createRouter } from './app/router.tsx'
import { handleSignedOut } from './app/signed-out.ts'
import { takeCodeFromAddress } from './lib/code-in-address.ts'

takeCodeFromAddress()
const start = firstAddress(window.location)
if (start !== undefined) window.history.replaceState(null, '', start)

const client = createQueryClient({
  onSignedOut: () => handleSignedOut(client, (to) => void router.navigate(to, { replace: true })),
})
const router = createRouter(client)

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <Providers client={client}>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
)
