import { render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import type { Permission } from '#contract/permissions.ts'
import { PermissionGrid } from './permission-grid.tsx'
import { diffPermissions, type MatrixGroup, matrix, narrowMatrix, togglePermissions } from './permission-matrix.ts'

// The grid has 175 checkboxes, and jsdom may share its two cores with other suites.
vi.setConfig({ testTimeout: 30_000 })

interface EditorProps {
  base?: readonly Permission[]
  groups?: readonly MatrixGroup[]
  onChange?: (next: readonly Permission[]) => void
}

function Editor({ base = [], groups = matrix, onChange }: EditorProps) {
  const [draft, setDraft] = useState(base)
  const { added, removed } = diffPermissions(base, draft)
  return (
    <>
      <button type="button">Before</button>
      <PermissionGrid
        label="Permissions of deployer"
        groups={groups}
        granted={new Set(draft)}
        changed={new Set([...added, ...removed])}
        onToggle={(targets) => {
          const next = togglePermissions(draft, targets)
          setDraft(next)
          onChange?.(next)
        }}
      />
      <button type="button">After</button>
    </>
  )
}

const grid = () => screen.getByRole('grid', { name: 'Permissions of deployer' })
// By label, since asking 175 checkboxes for their role and name takes jsdom a quarter of a second.
const checkbox = (name: string) => within(grid()).getByLabelText(name)

describe('the permission grid', () => {
  it('names each cell after its permission, and the headers after what they cover', () => {
    render(<Editor base={['deployments.versions.create']} />)

    expect(checkbox('deployments.versions create')).toBeChecked()
    expect(checkbox('deployments.versions delete')).not.toBeChecked()
    expect(checkbox('deployments.versions, all')).toBePartiallyChecked()
    expect(checkbox('create, all objects')).toBePartiallyChecked()
    expect(checkbox('Deployments, whole group')).toBePartiallyChecked()
    expect(checkbox('All permissions')).toBePartiallyChecked()
    expect(checkbox('delete, all objects')).not.toBeChecked()
  })

  it('has a checkbox for each permission, row, column and group, and none where an object lacks the verb', () => {
    render(<Editor />)

    // 126 permissions, 36 objects, 5 verbs, 7 groups of several objects, and the corner.
    expect(screen.getAllByRole('checkbox')).toHaveLength(126 + 36 + 5 + 7 + 1)
    expect(screen.queryByRole('checkbox', { name: 'instance_types create' })).not.toBeInTheDocument()
  })

  it('counts what is granted of each group', () => {
    render(<Editor base={['buckets.list', 'buckets.files.get']} />)

    expect(within(screen.getByRole('rowheader', { name: /^Buckets/ })).getByText('2 / 9')).toBeVisible()
    expect(screen.getByText('2 / 126')).toBeVisible()
  })

  it('grants a cell, completes its row, and empties the row again by mouse', async () => {
    const user = userEvent.setup()
    const handleChange = vi.fn<(next: readonly Permission[]) => void>()
    render(<Editor onChange={handleChange} />)

    await user.click(checkbox('buckets.files get'))
    expect(handleChange).toHaveBeenLastCalledWith(['buckets.files.get'])
    await user.click(checkbox('buckets.files, all'))
    expect(handleChange.mock.lastCall?.[0]).toHaveLength(4)
    expect(checkbox('buckets.files, all')).toBeChecked()
    await user.click(checkbox('buckets.files, all'))
    expect(handleChange).toHaveBeenLastCalledWith([])
  })

  it('is one tab stop, moves by arrow keys and toggles by Space', async () => {
    const user = userEvent.setup()
    const handleChange = vi.fn<(next: readonly Permission[]) => void>()
    render(<Editor onChange={handleChange} />)
    await user.click(screen.getByRole('button', { name: 'Before' }))

    await user.tab()
    expect(checkbox('All permissions')).toHaveFocus()
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}')
    expect(checkbox('projects get')).toHaveFocus()
    await user.keyboard(' {ArrowDown} ')
    expect(handleChange).toHaveBeenLastCalledWith(['projects.get', 'projects.users.get'])

    await user.tab()
    expect(screen.getByRole('button', { name: 'After' })).toHaveFocus()
    await user.tab({ shift: true })
    expect(checkbox('projects.users get, added')).toHaveFocus()
  })

  it('goes to the ends by Home and End, with Ctrl of the whole grid', async () => {
    const user = userEvent.setup()
    render(<Editor />)

    await user.click(checkbox('buckets get'))
    await user.keyboard('{End}')
    expect(checkbox('buckets delete')).toHaveFocus()
    await user.keyboard('{Home}')
    expect(checkbox('buckets, all')).toHaveFocus()
    await user.keyboard('{Control>}{End}{/Control}')
    expect(checkbox('roles.assignments delete')).toHaveFocus()
    await user.keyboard('{Control>}{Home}{/Control}')
    expect(checkbox('All permissions')).toHaveFocus()
  })

  it('keeps a tab stop when a filter takes the row with the focus away', async () => {
    const user = userEvent.setup()
    const { rerender } = render(<Editor />)
    await user.click(checkbox('roles.assignments delete'))

    rerender(<Editor groups={narrowMatrix(({ object }) => object.startsWith('buckets'))} />)

    expect(screen.getAllByRole('checkbox').filter((item) => item.tabIndex === 0)).toEqual([checkbox('All permissions')])
  })

  it('says of a cell whether it was added or removed since the last save', async () => {
    const user = userEvent.setup()
    render(<Editor base={['buckets.get']} />)

    await user.click(checkbox('buckets get'))
    await user.click(checkbox('buckets list'))

    expect(checkbox('buckets get, removed')).not.toBeChecked()
    expect(checkbox('buckets list, added')).toBeChecked()
    await user.click(checkbox('buckets list, added'))
    expect(checkbox('buckets list')).not.toBeChecked()
  })

  it('lets headers act on the rows shown only', async () => {
    const user = userEvent.setup()
    const handleChange = vi.fn<(next: readonly Permission[]) => void>()
    render(<Editor groups={narrowMatrix(({ object }) => object === 'buckets.files')} onChange={handleChange} />)

    await user.click(checkbox('get, all objects'))

    expect(handleChange).toHaveBeenLastCalledWith(['buckets.files.get'])
  })

  it('can be read and walked through, not changed, when it is read-only', async () => {
    const user = userEvent.setup()
    render(<PermissionGrid label="Permissions of deployer" groups={matrix} granted={new Set(['buckets.get'])} />)

    expect(grid()).toHaveAttribute('aria-readonly', 'true')
    await user.click(checkbox('buckets get'))
    await user.keyboard('{ArrowRight} ')

    expect(checkbox('buckets get')).toBeChecked()
    expect(checkbox('buckets create')).toHaveFocus()
    expect(checkbox('buckets create')).not.toBeChecked()
  })

  it('renders one row of 36 when one cell is toggled', async () => {
    const user = userEvent.setup()
    const rendered: string[] = []
    const groups = matrix.map((group) => ({
      ...group,
      rows: group.rows.map((row) => ({
        ...row,
        // Only what draws a row reads its last name.
        get leaf() {
          rendered.push(row.object)
          return row.leaf
        },
      })),
    }))
    render(<Editor groups={groups} />)
    expect(new Set(rendered).size).toBe(36)
    await user.click(checkbox('buckets.files get'))
    rendered.length = 0

    await user.click(checkbox('buckets.files get, added'))

    expect(new Set(rendered)).toEqual(new Set(['buckets.files']))
  })
})
