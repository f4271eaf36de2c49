import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/Menu.layer.css'
import { Menu } from '@mantine/core'
import { Check } from 'lucide-react'
import { type ButtonHTMLAttributes, type ReactNode, useEffect, useRef, useState } from 'react'
import { Link } from 'react-router-dom'
import classes from './menu.module.css'
import type { MenuEntry } from './menu-button.tsx'

interface LoadedMenuProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  entries: () => readonly MenuEntry[]
  searchHint?: string
  align: 'start' | 'end'
  buttonProps: ButtonHTMLAttributes<HTMLButtonElement>
  children: ReactNode
}

/** The part of `MenuButton` that carries the weight; import `menu-button.tsx` instead. */
export function LoadedMenu({
  isOpen,
  onOpenChange,
  entries,
  searchHint,
  align,
  buttonProps,
  children,
}: LoadedMenuProps) {
  // It takes the place of a plain button that was just pressed: first the focus, which closing gives back, then opening.
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    button.current?.focus()
    onOpenChange(true)
  }, [onOpenChange])

  return (
    <Menu
      opened={isOpen}
      onChange={onOpenChange}
      position={align === 'end' ? 'bottom-end' : 'bottom-start'}
      width="max-content"
      shadow="md"
      // Tab, too, leads to what has to be scrolled to.
      menuItemTabIndex={0}
      // The placeholder is no menu item, and only those may stand in a menu.
      withInitialFocusPlaceholder={false}
      // Inside a landmark, as all content should be.
      portalProps={{ target: document.querySelector<HTMLElement>('main') ?? document.body }}
    >
      <Menu.Target>
        <button {...buttonProps} ref={button}>
          {children}
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown}>
        {isOpen && <Entries entries={entries} {...(searchHint === undefined ? {} : { searchHint })} />}
      </Menu.Dropdown>
    </Menu>
  )
}

function Entries({ entries, searchHint }: { entries: () => readonly MenuEntry[]; searchHint?: string }) {
  // What becomes known while the menu is open shows in it.
  const all = entries()
  const [first] = useState(all)
  const [query, setQuery] = useState('')

  useEffect(() => {
    for (const entry of first) {
      if (typeof entry === 'object' && 'preload' in entry) entry.preload?.()
    }
  }, [first])

  const wanted = query.trim().toLowerCase()
  const shown = wanted === '' ? all : all.filter((entry) => labelOf(entry).toLowerCase().includes(wanted))
  return (
    <>
      {searchHint !== undefined && (
        <Menu.Search
          placeholder={searchHint}
          aria-label={searchHint}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      )}
      {shown.map((entry, index) => (
        <Entry key={`${labelOf(entry)}#${index}`} entry={entry} />
      ))}
      {shown.length === 0 && <Menu.Label>Nothing found</Menu.Label>}
    </>
  )
}

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry === 'divider') return <Menu.Divider />
  if ('heading' in entry) return <Menu.Label>{entry.heading}</Menu.Label>
  const icon = entry.checked ? <Check size={16} aria-hidden /> : (entry.icon ?? null)
  if ('to' in entry) {
    return (
      <Menu.Item component={Link} to={entry.to} leftSection={icon} {...current(entry.checked)}>
        <Label label={entry.label} note={entry.note} />
      </Menu.Item>
    )
  }
  const isDisabled = entry.disabledReason !== undefined
  return (
    <Menu.Item
      leftSection={icon}
      {...current(entry.checked)}
      {...(entry.danger && !isDisabled ? { 'data-danger': true } : {})}
      // Not the `disabled` attribute: the reason must be within reach of the keyboard.
      {...(isDisabled ? { 'aria-disabled': true, closeMenuOnClick: false, 'data-muted': true } : {})}
      onClick={() => {
        if (!isDisabled) entry.onSelect()
      }}
    >
      <Label label={entry.label} note={entry.disabledReason ?? entry.note} />
    </Menu.Item>
  )
}

function Label({ label, note }: { label: string; note: string | undefined }) {
  return (
    <>
      {label}
      {note && <span className={classes.note}>{note}</span>}
    </>
  )
}

function current(isChecked: boolean | undefined) {
  return isChecked ? { 'aria-current': true as const } : {}
}

function labelOf(entry: MenuEntry): string {
  if (entry === 'divider') return ''
  return 'heading' in entry ? entry.heading : entry.label
}
