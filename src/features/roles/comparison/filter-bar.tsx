import '@mantine/core/styles/Input.layer.css'
import { CloseButton, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { memo } from 'react'
import type { RowFilter } from './comparison-rows.ts'
import classes from './role-comparison.page.module.css'

export interface FilterBarProps {
  filter: RowFilter
  onFilter: (change: Partial<RowFilter>) => void
  /** How much of it all is shown. */
  found: string
}

export const FilterBar = memo(function FilterBar({ filter, onFilter, found }: FilterBarProps) {
  return (
    <div className={classes.bar}>
      <TextInput
        className={classes.search}
        type="search"
        aria-label="Filter permissions"
        placeholder="Filter permissions"
        leftSection={<Search size={16} aria-hidden />}
        rightSection={
          filter.text === '' ? undefined : (
            <CloseButton size="sm" aria-label="Clear filter" onClick={() => onFilter({ text: '' })} />
          )
        }
        value={filter.text}
        onChange={(event) => onFilter({ text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && filter.text !== '') {
            event.preventDefault()
            onFilter({ text: '' })
          }
        }}
      />
      <label className={classes.toggle}>
        <input
          type="checkbox"
          checked={filter.onlyDifferences}
          onChange={(event) => onFilter({ onlyDifferences: event.currentTarget.checked })}
        />
        Only differences
      </label>
      <span className={classes.found} role="status">
        {found}
      </span>
    </div>
  )
})
