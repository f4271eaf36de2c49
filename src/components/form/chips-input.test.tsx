import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { renderPage } from '#src/testing/render-page.tsx'
import { ChipsInput } from './chips-input.tsx'

function Page() {
  const [values, setValues] = useState<string[]>([])
  return (
    <>
      <ChipsInput
        label="E-mails"
        noun="e-mail"
        values={values}
        onChange={setValues}
        judge={(value) => (value.includes('@') ? undefined : 'Not an e-mail address')}
      />
      <output>{values.join(' ')}</output>
    </>
  )
}

function openPage() {
  renderPage(<Page />)
  return userEvent.setup()
}

const field = () => screen.getByRole('textbox')
const values = () => screen.getByRole('status').textContent

test('adds with Enter, with a comma, and when the field is left', async () => {
  const user = openPage()

  await user.type(field(), 'a@x.org{Enter}b@x.org,c@x.org')
  await user.tab()

  expect(values()).toBe('a@x.org b@x.org c@x.org')
})

test('takes a pasted list apart and says how many there were', async () => {
  const user = openPage()

  await user.click(field())
  await user.paste('a@x.org\n"b@x.org";c@x.org')

  expect(values()).toBe('a@x.org b@x.org c@x.org')
  expect(screen.getByText('3 e-mails added')).toBeInTheDocument()
})

test('marks what is wrong and what is given twice, by name', async () => {
  const user = openPage()

  await user.type(field(), 'a@x.org,nobody,A@x.org,')

  expect(field()).toBeInvalid()
  expect(field()).toHaveAccessibleDescription('nobody: Not an e-mail addressA@x.org: Given twice')
})

test('removes one by its button and the last by Backspace', async () => {
  const user = openPage()
  await user.type(field(), 'a@x.org,b@x.org,c@x.org,')

  await user.click(screen.getByRole('button', { name: 'Remove a@x.org' }))
  expect(field()).toHaveFocus()
  await user.keyboard('{Backspace}')

  expect(values()).toBe('b@x.org')
})
