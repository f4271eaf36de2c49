import { type ButtonHTMLAttributes, lazy, type ReactNode, Suspense, useState, useTransition } from 'react'
import { tellMissing } from '#src/lib/lazy-dialog.tsx'

const loadMenu = async () => ({ default: (await import('./menu.tsx')).LoadedMenu })
const LoadedMenu = lazy(loadMenu)

export type MenuEntry =
  | 'divider'
  | { heading: string }
  | {
      label: string
      icon?: ReactNode
      /** A second line, for example why the entry is disabled. */
      note?: string
      /** The reason shown below the label; the entry stays reachable and does nothing. */
      disabledReason?: string | undefined
      danger?: boolean
      checked?: boolean
      /** Loads what `onSelect` will show; called when the menu opens. */
      preload?: () => void
      onSelect: () => void
    }
  | { label: string; icon?: ReactNode; note?: string; checked?: boolean; to: string }

export interface MenuButtonProps {
  /** Name of the button for assistive technology, where its content does not say it. */
  label?: string
  className?: string | undefined
  children: ReactNode
  /** Asked when the menu opens. */
  entries: () => readonly MenuEntry[]
  /** Puts a search field on top, for long menus. */
  searchHint?: string
  align?: 'start' | 'end'
}

/** A button with a menu. The menu's code loads when the pointer or the focus first reaches a button of this kind. */
export function MenuButton({ label, className, children, entries, searchHint, align = 'start' }: MenuButtonProps) {
  const [wanted, setWanted] = useState(false)
  const [isOpen, setIsOpen] = useState(false)
  const [, startTransition] = useTransition()
  const preload = () => {
    loadMenu().catch(() => undefined)
  }
  // The plain button stays until the menu is there to take its place, which then opens by itself.
  const open = async () => {
    try {
      await loadMenu()
    } catch {
      tellMissing()
      return
    }
    startTransition(() => setWanted(true))
  }
  const props: ButtonHTMLAttributes<HTMLButtonElement> = {
    type: 'button',
    'aria-haspopup': 'menu',
    'aria-expanded': isOpen,
    ...(label === undefined ? {} : { 'aria-label': label }),
    ...(className === undefined ? {} : { className }),
  }
  const plain = (
    <button {...props} onPointerEnter={preload} onFocus={preload} onClick={() => void open()}>
      {children}
    </button>
  )
  if (!wanted) return plain
  return (
    <Suspense fallback={plain}>
      <LoadedMenu
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        entries={entries}
        align={align}
        buttonProps={props}
        {...(searchHint === undefined ? {} : { searchHint })}
      >
        {children}
      </LoadedMenu>
    </Suspense>
  )
}
