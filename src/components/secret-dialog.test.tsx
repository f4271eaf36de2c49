import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { renderPage } from '#src/testing/render-page.tsx'
import { SecretDialog } from './secret-dialog.tsx'

const SECRET = 'stw_0123456789abcdefghijABCDEFGHIJ0123456789'

afterEach(() => {
  vi.restoreAllMocks()
})

function Page() {
  const [secret, setSecret] = useState<string | undefined>(SECRET)
  return secret === undefined ? (
    <p>Closed</p>
  ) : (
    <SecretDialog
      title="Service user created"
      secret={secret}
      label="Token"
      file={{ name: 'robot.env', variable: 'STEWARD_TOKEN' }}
      snippet={(token) => `curl -H 'Authorization: Token ${token}'`}
      onClose={() => setSecret(undefined)}
    />
  )
}

async function openPage() {
  const user = userEvent.setup()
  const page = renderPage(<Page />, { path: '/here' })
  await screen.findByRole('dialog', { name: 'Service user created' })
  return { user, ...page }
}

test('is done only when copied and ticked, and then nothing of the secret stays', async () => {
  const { user } = await openPage()
  const done = screen.getByRole('button', { name: 'Done' })
  expect(done).toBeDisabled()

  await user.click(screen.getByRole('checkbox', { name: 'I have stored it' }))
  expect(done).toBeDisabled()
  await user.click(screen.getByRole('button', { name: 'Copy' }))
  expect(await screen.findByRole('button', { name: 'Copied' })).toBeVisible()
  await expect(navigator.clipboard.readText()).resolves.toBe(SECRET)
  await user.click(done)

  expect(screen.getByText('Closed')).toBeVisible()
  expect(document.documentElement.outerHTML).not.toContain(SECRET)
})

test('says Copied only when the clipboard accepted it', async () => {
  const { user } = await openPage()
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('no', 'NotAllowedError'))

  await user.click(screen.getByRole('button', { name: 'Copy' }))

  expect(await screen.findByText(/does not let this page copy/)).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Copied' })).not.toBeInTheDocument()
  await user.click(screen.getByRole('checkbox'))
  expect(screen.getByRole('button', { name: 'Done' })).toBeDisabled()
})

test('a download counts as well', async () => {
  const { user } = await openPage()
  const blobs: Blob[] = []
  URL.createObjectURL = (blob) => (blobs.push(blob as Blob), 'blob:x')
  URL.revokeObjectURL = vi.fn()
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)

  await user.click(screen.getByRole('button', { name: 'Download as .env' }))
  await user.click(screen.getByRole('checkbox'))

  expect(await blobs[0]?.text()).toBe(`STEWARD_TOKEN=${SECRET}\n`)
  expect(URL.revokeObjectURL).toHaveBeenCalledWith('blob:x')
  expect(screen.getByRole('button', { name: 'Done' })).toBeEnabled()
})

test('asks before Escape closes it', async () => {
  const { user } = await openPage()

  await user.keyboard('{Escape}')
  await user.click(await screen.findByRole('button', { name: 'Go back' }))
  await waitFor(() => expect(screen.queryByText('Close without storing it?')).not.toBeInTheDocument())
  expect(screen.getByRole('textbox', { name: 'Token' })).toHaveValue(SECRET)

  await user.click(screen.getByRole('button', { name: 'Close' }))
  await user.click(await screen.findByRole('button', { name: 'Close anyway' }))
  expect(await screen.findByText('Closed')).toBeVisible()
})

test('asks before the route changes', async () => {
  const { user, router } = await openPage()

  void router.navigate('/elsewhere')
  expect(await screen.findByText('Close without storing it?')).toBeVisible()
  expect(router.state.location.pathname).toBe('/here')

  await user.click(screen.getByRole('button', { name: 'Close anyway' }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/elsewhere'))
  expect(document.documentElement.outerHTML).not.toContain(SECRET)
})

test('shows, copies and downloads several together, and they are all gone afterwards', async () => {
  const user = userEvent.setup()
  const blobs: Blob[] = []
  URL.createObjectURL = (blob) => (blobs.push(blob as Blob), 'blob:x')
  URL.revokeObjectURL = vi.fn()
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  const lines = ['ada@example.org https://x/#code=stw_1', 'grace@example.org https://x/#code=stw_2']
  function Links() {
    const [isOpen, setIsOpen] = useState(true)
    return isOpen ? (
      <SecretDialog
        title="2 invitation links created"
        secret={lines}
        label="Invitation links"
        file={{ name: 'invitations.txt' }}
        onClose={() => setIsOpen(false)}
      />
    ) : (
      <p>Closed</p>
    )
  }
  renderPage(<Links />)
  const field = await screen.findByRole('textbox', { name: 'Invitation links' })
  expect(field).toHaveValue(lines.join('\n'))

  await user.keyboard('{Escape}')
  expect(await screen.findByText(/The invitation links will not be shown again/)).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Go back' }))
  await user.click(screen.getByRole('button', { name: 'Copy all' }))
  await expect(navigator.clipboard.readText()).resolves.toBe(lines.join('\n'))
  await user.click(screen.getByRole('button', { name: 'Download' }))
  expect(await blobs[0]?.text()).toBe(`${lines.join('\n')}\n`)
  await user.click(screen.getByRole('checkbox', { name: 'I have stored them' }))
  await user.click(screen.getByRole('button', { name: 'Done' }))

  expect(await screen.findByText('Closed')).toBeVisible()
  expect(document.documentElement.outerHTML).not.toContain('stw_')
})
