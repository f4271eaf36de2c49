import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { ApiError } from '#src/api/api-error.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'

test('names the act, and starts on Cancel', async () => {
  const onClose = vi.fn()
  renderPage(
    <ConfirmDialog title="Remove Ada?" confirmLabel="Remove member" onConfirm={vi.fn()} onClose={onClose}>
      She loses access at once.
    </ConfirmDialog>,
  )

  const cancel = screen.getByRole('button', { name: 'Cancel' })
  await waitFor(() => expect(cancel).toHaveFocus())
  await userEvent.setup().keyboard('{Enter}')

  expect(onClose).toHaveBeenCalledOnce()
})

test('asks for the name of what cannot be brought back', async () => {
  const user = userEvent.setup()
  const onConfirm = vi.fn()
  renderPage(
    <ConfirmDialog
      title="Delete robots?"
      confirmLabel="Delete project"
      typedName="robots"
      onConfirm={onConfirm}
      onClose={vi.fn()}
    >
      All of it goes.
    </ConfirmDialog>,
  )
  const confirm = screen.getByRole('button', { name: 'Delete project' })
  expect(confirm).toBeDisabled()

  await user.type(screen.getByRole('textbox', { name: 'Type robots to confirm' }), 'robot{Enter}')
  expect(onConfirm).not.toHaveBeenCalled()
  await user.keyboard('s{Enter}')

  expect(onConfirm).toHaveBeenCalledOnce()
})

test('stays open with the reason when the act is refused', async () => {
  const user = userEvent.setup()
  const refusal = new ApiError('refused', 'Make another member an admin first', { requestId: 'r-9' })
  renderPage(
    <ConfirmDialog
      title="Remove Ada?"
      confirmLabel="Remove member"
      onConfirm={() => Promise.reject(refusal)}
      onClose={vi.fn()}
    >
      She loses access at once.
    </ConfirmDialog>,
  )

  await user.click(screen.getByRole('button', { name: 'Remove member' }))

  expect(await screen.findByRole('alert')).toHaveTextContent('Make another member an admin firstRequest r-9')
  expect(screen.getByRole('button', { name: 'Remove member' })).toBeEnabled()
})
