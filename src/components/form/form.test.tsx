import { useMutation } from '@tanstack/react-query'
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type CreateProject, createProject, createProjectBody, type Project } from '#contract/projects.ts'
import { call } from '#src/api/client.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { Form } from './form.tsx'
import { FormError } from './form-error.tsx'
import { RowsField } from './rows-field.tsx'
import { SubmitButton } from './submit-button.tsx'
import { TextField } from './text-field.tsx'
import { useContractForm } from './use-contract-form.ts'

const project: Project = {
  id: '02b77d8f-b312-47ef-990f-4685a7ab9363',
  name: 'robots',
  creation_date: '2026-01-02',
  advanced_permissions: false,
  organization_name: 'acme',
  credits: null,
  suspended: false,
  suspended_reason: null,
}

function Page() {
  const create = useMutation({
    mutationFn: (body: CreateProject) => call(createProject, { body }),
    meta: { errorShownBy: 'form' },
  })
  const form = useContractForm(createProjectBody, { defaultValues: { name: '', organization_name: 'acme' } })
  if (create.data) return <p>Created {create.data.name}</p>
  return (
    <Form form={form} onSubmit={(values) => create.mutateAsync(values)}>
      <TextField form={form} name="name" label="Name" />
      <FormError form={form} />
      <SubmitButton form={form}>Create</SubmitButton>
    </Form>
  )
}

function openPage(...answers: FakeAnswer[]) {
  return { user: userEvent.setup(), ...renderPage(<Page />, { path: '/here', answers }) }
}

const nameField = () => screen.getByRole('textbox', { name: 'Name' })

test('sends what the contract allows', async () => {
  const { user, requests } = openPage(answer(createProject, project))

  await user.type(nameField(), 'robots{Enter}')

  expect(await screen.findByText('Created robots')).toBeVisible()
  expect(requests.map((request) => request.body)).toEqual([{ name: 'robots', organization_name: 'acme' }])
})

test('says the rule of the contract under the field and sends nothing', async () => {
  const { user, requests } = openPage()

  await user.type(nameField(), 'Robots')

  expect(await screen.findByText(/Lowercase letters/)).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Create' }))
  expect(nameField()).toHaveFocus()
  expect(nameField()).toBeInvalid()
  expect(requests).toEqual([])
})

test('puts a refusal on its field, keeps what was entered, and lets it be mended', async () => {
  const { user } = openPage(
    answer(createProject, project),
    refuse(createProject, 'project_name_taken', 'A project with this name exists', { name: 'Already in use' }),
  )

  await user.type(nameField(), 'robots{Enter}')

  expect(await screen.findByText('Already in use')).toBeVisible()
  expect(nameField()).toHaveValue('robots')
  await user.type(nameField(), '2')
  await waitFor(() => expect(screen.queryByText('Already in use')).not.toBeInTheDocument())
})

test('shows above the button what belongs to no field, with the request id', async () => {
  const { user } = openPage(refuse(createProject, 'forbidden', 'You may not do this', { credits: 'Too many' }))

  await user.type(nameField(), 'robots{Enter}')

  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('You may not do this credits: Too many')
  expect(alert).toHaveTextContent('request-1')
})

test('asks before it is left half filled in, and stays if so wished', async () => {
  const { user, router } = openPage()
  await user.type(nameField(), 'rob')

  void router.navigate('/elsewhere')
  await user.click(await screen.findByRole('button', { name: 'Keep editing' }))

  expect(router.state.location.pathname).toBe('/here')
  expect(nameField()).toHaveValue('rob')
  void router.navigate('/elsewhere')
  await user.click(await screen.findByRole('button', { name: 'Discard changes' }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/elsewhere'))
})

const pairs = z.object({
  pairs: z.array(z.object({ name: z.string().check(z.minLength(1, 'Name it')), value: z.string() })),
})

function PairsPage() {
  const form = useContractForm(pairs, { defaultValues: { pairs: [] } })
  return (
    <Form form={form} onSubmit={() => undefined}>
      <RowsField
        form={form}
        name="pairs"
        label="Pairs"
        noun="pair"
        first={{ key: 'name', label: 'Name' }}
        second={{ key: 'value', label: 'Value', kind: 'text' }}
      />
      <SubmitButton form={form}>Save</SubmitButton>
    </Form>
  )
}

test('says nothing about a pair that was only just added, and does when it is left empty', async () => {
  const user = userEvent.setup()
  const { router } = renderPage(<PairsPage />, { path: '/here', answers: [] })

  await user.click(screen.getByRole('button', { name: 'Add pair' }))
  await expect(screen.findByRole('alert', {}, { timeout: 700 })).rejects.toThrow()
  expect(screen.getByRole('textbox', { name: 'Name of pair 1' })).toBeValid()
  void router.navigate('/elsewhere')
  await user.click(await screen.findByRole('button', { name: 'Keep editing' }))
  await user.click(screen.getByRole('button', { name: 'Save' }))

  expect(await screen.findByText('Name it')).toBeVisible()
})

test('lets go of an untouched form without a question', async () => {
  const { router } = openPage()

  await router.navigate('/elsewhere')

  expect(await screen.findByText('Another page')).toBeVisible()
})
