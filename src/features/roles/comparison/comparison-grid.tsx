import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  startTransition,
  useMemo,
  useOptimistic,
  useRef,
  useState,
} from 'react'
import type { Permission } from '#contract/permissions.ts'
import { type Layout, move, placeOf } from '../grid-navigation.ts'
import type { ComparedRole } from './compared-role.ts'
import classes from './comparison-grid.module.css'
import { SectionBody } from './comparison-grid-rows.tsx'
import { GridHead } from './comparison-head.tsx'
import { isForeign, pressTexts, type RowContext, type Section, textsOf } from './comparison-rows.ts'

export interface ComparisonGridProps {
  project: string
  context: RowContext
  sections: readonly Section[]
  /** Objects whose permissions are not shown. */
  collapsed: ReadonlySet<string>
  onCollapse: (next: ReadonlySet<string>) => void
  onToggle: (role: ComparedRole, targets: readonly Permission[]) => void
  /** Called with the reason when something that cannot be changed is pressed. */
  onRefused: (reason: string) => void
  onRemove: (role: ComparedRole) => void
  /** Called when the focus comes to the column of another role. */
  onRole: (id: string) => void
}

/** The lines that the keyboard moves through: the names of the roles, their buttons, then objects and permissions. */
type Line =
  | { key: string; kind: 'names' | 'buttons' }
  | { key: string; kind: 'section'; section: Section }
  | { key: string; kind: 'permission'; section: Section; name: Permission }

const namesKey = ':names'
const BODY_STARTS = 2

/**
 * Permissions down, roles across. One tab stop, as the grid of one role has. Clicks and keys are handled on the table,
 * and a section takes its cells as one text, so that a toggled cell renders its own row and that of its object alone.
 */
export const ComparisonGrid = memo(function ComparisonGrid({
  project,
  context,
  sections,
  collapsed,
  onCollapse,
  onToggle,
  onRefused,
  onRemove,
  onRole,
}: ComparisonGridProps) {
  const { roles } = context
  const table = useRef<HTMLTableElement>(null)
  const lines = useMemo(() => toLines(sections, collapsed), [sections, collapsed])
  const layout = useMemo(() => toLayout(lines, roles.length), [lines, roles.length])
  const [active, setActive] = useState({ key: namesKey, column: 0 })
  const isThere = active.column <= roles.length && lines.some(({ key }) => key === active.key)
  const current = isThere ? active : { key: namesKey, column: 0 }
  const columnIn = (key: string) => (current.key === key ? current.column : undefined)
  const areAllCollapsed = sections.every(({ hasHeader, object }) => !hasHeader || collapsed.has(object))

  // Not with each move of the focus.
  const settledTexts = useMemo(() => textsOf(sections, context), [sections, context])
  // A toggled cell is on the screen before the page has worked out what follows from it.
  const [texts, pressAhead] = useOptimistic(settledTexts, pressTexts)

  const handleFocus = (event: FocusEvent<HTMLElement>) => {
    const place = placeOf(event.target)
    const line = place && lines[place.row]
    if (!line) return
    setActive({ key: line.key, column: place.column })
    const role = roles[place.column - 1]
    if (role) startTransition(() => onRole(role.id))
  }
  const press = (column: number, section: Section, name?: Permission) => {
    const role = roles[column]
    if (!role) return
    const isOnObject = name === undefined
    const targets = isOnObject ? section.permissions : [name]
    const allowed = targets.filter((name) => !isForeign(name, context.held))
    if (role.lockedReason !== undefined) onRefused(`${role.name}: ${role.lockedReason}`)
    else if (allowed.length === 0) onRefused(`You do not hold ${targets[0]} yourself, so you cannot give it.`)
    else
      startTransition(() => {
        pressAhead({ section, targets: allowed, column, isOnObject })
        onToggle(role, allowed)
      })
  }
  const collapse = (line: Line) => {
    if (line.kind === 'names')
      onCollapse(
        new Set(areAllCollapsed ? [] : sections.filter(({ hasHeader }) => hasHeader).map(({ object }) => object)),
      )
    if (line.kind === 'section') {
      const next = new Set(collapsed)
      if (!next.delete(line.section.object)) next.add(line.section.object)
      onCollapse(next)
    }
  }
  const handleClick = (event: MouseEvent<HTMLElement>) => {
    const place = placeOf(event.target)
    const line = place && lines[place.row]
    if (!line) return
    const role = roles[place.column - 1]
    if (!role) collapse(line)
    else if (line.kind === 'buttons') onRemove(role)
    else if (line.kind === 'section') press(place.column - 1, line.section)
    else if (line.kind === 'permission') press(place.column - 1, line.section, line.name)
  }
  const handleKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const from = placeOf(event.target)
    if (!from || event.altKey || event.shiftKey) return
    const to = move(layout, from, event.key, event.ctrlKey || event.metaKey)
    if (!to) return
    event.preventDefault()
    table.current?.querySelector<HTMLElement>(`[data-place="${to.row},${to.column}"]`)?.focus()
  }

  // Texts stay the same while a cell is toggled, so what is made of them does, too.
  const namesText = roles.map(({ name }) => name).join('\n')
  const names = useMemo(() => namesText.split('\n'), [namesText])
  const locks = roles.map(({ lockedReason }) => (lockedReason === undefined ? '0' : '1')).join('')

  const bodies: ReactNode[] = []
  let index = BODY_STARTS
  for (const section of sections) {
    const isOpen = !section.hasHeader || !collapsed.has(section.object)
    const isActive = current.key === section.object || section.permissions.some((name) => name === current.key)
    bodies.push(
      <SectionBody
        key={section.object}
        index={index}
        section={section}
        isOpen={isOpen}
        text={texts.get(section.object) ?? ''}
        names={names}
        locks={locks}
        held={context.held}
        activeRow={isActive ? current.key : undefined}
        activeColumn={isActive ? current.column : undefined}
      />,
    )
    index += (section.hasHeader ? 1 : 0) + (isOpen ? section.permissions.length : 0)
  }

  return (
    <div className={classes.scroller} style={{ '--columns': roles.length } as CSSProperties}>
      <table
        ref={table}
        role="grid"
        aria-label="Permissions by role"
        className={classes.table}
        onFocus={handleFocus}
        onClick={handleClick}
        onKeyDown={handleKeyDown}
      >
        <GridHead
          project={project}
          roles={roles}
          activeName={columnIn(namesKey)}
          activeButton={columnIn(':buttons')}
          areAllCollapsed={areAllCollapsed}
        />
        {bodies}
      </table>
    </div>
  )
})

function toLines(sections: readonly Section[], collapsed: ReadonlySet<string>): readonly Line[] {
  const lines: Line[] = [
    { key: namesKey, kind: 'names' },
    { key: ':buttons', kind: 'buttons' },
  ]
  for (const section of sections) {
    if (section.hasHeader) lines.push({ key: section.object, kind: 'section', section })
    if (section.hasHeader && collapsed.has(section.object)) continue
    for (const name of section.permissions) lines.push({ key: name, kind: 'permission', section, name })
  }
  return lines
}

function toLayout(lines: readonly Line[], roleCount: number): Layout {
  const withFirst = Array.from({ length: roleCount + 1 }, () => true)
  const withoutFirst = withFirst.map((_, column) => column > 0)
  return lines.map(({ kind }) => (kind === 'names' || kind === 'section' ? withFirst : withoutFirst))
}
