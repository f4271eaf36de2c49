import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { beforeAll, expect, test, vi } from 'vitest'
import { lazyDialog } from '#src/lib/lazy-dialog.tsx'
import { renderPage } from '#src/testing/render-page.tsx'

beforeAll(() => import('./toaster.tsx'), 60_000)

interface EditDialogProps {
  onClose: () => void
}

function EditDialog({ onClose }: EditDialogProps) {
  return (
    <div role="dialog" aria-label="Edit">
      <button type="button" onClick={onClose}>
        Close
      </button>
    </div>
  )
}

function openPage(load: () => Promise<typeof EditDialog>) {
  const LazyEdit = lazyDialog(load)
  function Page() {
    const [isOpen, setIsOpen] = useState(false)
    return (
      <>
        <input aria-label="Draft" />
        <button type="button" onClick={() => setIsOpen(true)}>
          Edit
        </button>
        {isOpen && <LazyEdit onClose={() => setIsOpen(false)} />}
      </>
    )
  }
  renderPage(<Page />)
  return LazyEdit
}

test('a dialog that does not load takes nothing else down, says so, and loads when it is asked for again', async () => {
  const user = userEvent.setup()
  const load = vi.fn(() => Promise.resolve(EditDialog)).mockRejectedValueOnce(new TypeError('Failed to fetch'))
  openPage(load)
  await user.type(screen.getByLabelText('Draft'), 'half a sentence')

  await user.click(screen.getByRole('button', { name: 'Edit' }))

  expect(await screen.findByText(/A part of the page could not be loaded. Try again/)).toBeVisible()
  expect(screen.getByLabelText('Draft')).toHaveValue('half a sentence')
  expect(screen.queryByRole('dialog', { name: 'Edit' })).not.toBeInTheDocument()

  await user.click(screen.getByRole('button', { name: 'Edit' }))
  await user.click(await screen.findByRole('button', { name: 'Close' }))

  expect(screen.queryByRole('dialog', { name: 'Edit' })).not.toBeInTheDocument()
  expect(load).toHaveBeenCalledTimes(2)
})

test('a failed guess is kept from the reader, a failed precondition is an error to show', async () => {
  const LazyEdit = openPage(() => Promise.reject(new TypeError('Failed to fetch')))

  LazyEdit.preload()
  await expect(LazyEdit.ready()).rejects.toThrow('A part of the page could not be loaded.')

  expect(screen.queryByText(/could not be loaded/)).not.toBeInTheDocument()
})
