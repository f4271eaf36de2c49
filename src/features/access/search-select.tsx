import '@mantine/core/styles/Input.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/ScrollArea.layer.css'
import { type ComboboxItem, type ComboboxParsedItem, Select } from '@mantine/core'
import { memo, type ReactNode, useMemo } from 'react'
import classes from './access.module.css'

const SHOWN = 100

export interface SelectOption {
  value: string
  label: string
  /** Searched as well: an e-mail address. */
  note?: string
}

export interface SelectGroup {
  group: string
  items: readonly SelectOption[]
}

export interface SearchSelectProps {
  label: string
  description?: ReactNode
  placeholder?: string
  groups: readonly SelectGroup[]
  value: string | null
  onChange: (value: string) => void
  /** Called when somebody is about to choose, for choices that are not loaded before. */
  onOpen?: () => void
  /** In the place of no choices: "Loading", or that there is none of this name. */
  nothingFound: string
  disabled?: boolean
}

/** One choice among up to thousands, found by words in any order. */
export const SearchSelect = memo(function SearchSelect({
  groups,
  onChange,
  onOpen,
  nothingFound,
  disabled = false,
  label,
  ...rest
}: SearchSelectProps) {
  const notes = useMemo(
    () => new Map(groups.flatMap(({ items }) => items.map(({ value, note }) => [value, note] as const))),
    [groups],
  )
  return (
    <Select
      {...rest}
      label={label}
      disabled={disabled}
      data={groups
        .filter(({ items }) => items.length > 0)
        .map(({ group, items }) => ({ group, items: items.map((item) => ({ value: item.value, label: item.label })) }))}
      onChange={(chosen) => {
        if (chosen !== null) onChange(chosen)
      }}
      searchable
      allowDeselect={false}
      limit={SHOWN}
      filter={({ options, search, limit }) => findOptions(options, notes, search, limit)}
      renderOption={({ option }) => (
        <span className={classes.option}>
          {option.label}
          {notes.get(option.value) !== undefined && <span className={classes.note}>{notes.get(option.value)}</span>}
        </span>
      )}
      maxDropdownHeight={320}
      nothingFoundMessage={nothingFound}
      comboboxProps={{
        // Inside a landmark, as all content should be.
        portalProps: { target: document.querySelector<HTMLElement>('main') ?? document.body },
      }}
      attributes={{ dropdown: { 'aria-label': label } }}
      {...(onOpen === undefined ? {} : { onFocus: onOpen, onDropdownOpen: onOpen })}
    />
  )
})

/** Those that hold every word, at most `limit` of them all. */
function findOptions(
  options: ComboboxParsedItem[],
  notes: ReadonlyMap<string, string | undefined>,
  search: string,
  limit: number,
): ComboboxParsedItem[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const matches = ({ value, label }: ComboboxItem) => {
    const text = `${label} ${notes.get(value) ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  }
  let left = limit
  return options.flatMap((option) => {
    if (!('items' in option)) return []
    const items = option.items.filter(matches).slice(0, left)
    left -= items.length
    return items.length === 0 ? [] : [{ ...option, items }]
  })
}
