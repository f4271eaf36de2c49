import { TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { mergeLists } from '#src/lib/three-way-merge.ts'
import classes from './merge-view.module.css'

export interface MergedValue {
  /** "Name" */
  label: string
  before: string
  theirs: string
  mine: string
  /** Where both changed it differently: which one was chosen, `neither` for something else, nothing before that. */
  choice?: 'theirs' | 'mine' | 'neither' | undefined
  /** Given where there is something to choose. */
  onChoose?: (side: 'theirs' | 'mine') => void
  result: string
}

export interface MergedEntry {
  name: string
  theirs: MergeChange | undefined
  mine: MergeChange | undefined
  /** Whether the result has it. */
  isIn: boolean
}

export type MergeChange = 'added' | 'removed'

export interface MergeViewProps {
  /** What somebody else has changed: "Somebody else has changed this role since you opened it." */
  title: string
  /** What to do now, in a sentence or two. */
  children: ReactNode
  values: readonly MergedValue[]
  /** "Permission" */
  entryLabel: string
  entries: readonly MergedEntry[]
  onToggle: (name: string, isIn: boolean) => void
  actions?: ReactNode
}

/**
 * What two people did to one thing at once: what it was, what each of them did, and the result, which can be changed.
 * A later merge of the same thing is another one: give it a new `key`.
 */
export function MergeView({ title, children, values, entryLabel, entries, onToggle, actions }: MergeViewProps) {
  const titleId = useId()
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    // It comes as the answer to a save, perhaps far above the button that was pressed.
    section.current?.focus()
  }, [])

  return (
    <section ref={section} tabIndex={-1} className={classes.view} aria-labelledby={titleId}>
      <div className={classes.head}>
        <TriangleAlert className={classes.icon} size={18} aria-hidden />
        <div className={classes.text} role="alert">
          <strong id={titleId}>{title}</strong> {children}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {values.length + entries.length > 0 && (
        <div className={classes.scroller} role="region" aria-label="Both changes" tabIndex={0}>
          {values.length > 0 && (
            <Table label="Field" last="Result">
              {values.map((value) => (
                <ValueRow key={value.label} {...value} />
              ))}
            </Table>
          )}
          {entries.length > 0 && (
            <Table label={entryLabel} last="In the result">
              {entries.map((entry) => (
                <EntryRow key={entry.name} {...entry} onToggle={onToggle} />
              ))}
            </Table>
          )}
        </div>
      )}
    </section>
  )
}

function Table({ label, last, children }: { label: string; last: string; children: ReactNode }) {
  return (
    // The roles are said again, since a narrow screen lays the rows out anew, which takes them away.
    <table role="table" className={classes.table}>
      <thead role="rowgroup">
        <tr role="row">
          {[label, 'Before', 'Theirs', 'Yours', last].map((name) => (
            <th key={name} role="columnheader" scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
  )
}

function Row({ name, cells }: { name: ReactNode; cells: readonly [string, ReactNode][] }) {
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        {name}
      </th>
      {cells.map(([label, cell]) => (
        <td key={label} role="cell" data-label={label}>
          {cell}
        </td>
      ))}
    </tr>
  )
}

function ValueRow({ label, before, theirs, mine, choice, onChoose, result }: MergedValue) {
  const group = useId()
  const side = (which: 'theirs' | 'mine', text: string, isChanged: boolean) =>
    onChoose ? (
      <label className={classes.choice}>
        <input
          type="radio"
          name={group}
          aria-label={`${label}: ${which === 'mine' ? 'yours' : which}, ${text}`}
          checked={choice === which}
          onChange={() => onChoose(which)}
        />
        <span>{text}</span>
      </label>
    ) : isChanged ? (
      text
    ) : (
      <Unchanged />
    )
  return (
    <Row
      name={label}
      cells={[
        ['Before', before],
        ['Theirs', side('theirs', theirs, theirs !== before)],
        ['Yours', side('mine', mine, mine !== before)],
        ['Result', onChoose && choice === undefined ? 'Choose one' : result],
      ]}
    />
  )
}

function EntryRow({ name, theirs, mine, isIn, onToggle }: MergedEntry & Pick<MergeViewProps, 'onToggle'>) {
  const wasIn = (theirs ?? mine) === 'removed'
  return (
    <Row
      name={name}
      cells={[
        ['Before', wasIn ? 'Yes' : 'No'],
        ['Theirs', <Change key="theirs" change={theirs} />],
        ['Yours', <Change key="mine" change={mine} />],
        [
          'In the result',
          <label key="result" className={classes.choice}>
            <input
              type="checkbox"
              aria-label={`${name} in the result`}
              checked={isIn}
              onChange={(event) => onToggle(name, event.currentTarget.checked)}
            />
            <span>{isIn ? 'Yes' : 'No'}</span>
          </label>,
        ],
      ]}
    />
  )
}

function Change({ change }: { change: MergeChange | undefined }) {
  if (change === undefined) return <Unchanged />
  return (
    <span className={classes.change} data-change={change}>
      {change === 'added' ? '+ Added' : '− Removed'}
    </span>
  )
}

function Unchanged() {
  return (
    <span className={classes.unchanged}>
      <span aria-hidden>–</span>
      <span className="visually-hidden">not changed</span>
    </span>
  )
}

/** A row for each entry that somebody changed: theirs first, then mine. */
export function entriesOf(
  base: readonly string[],
  theirs: readonly string[],
  mine: readonly string[],
  result: readonly string[],
): MergedEntry[] {
  const { theirAdded, theirRemoved, myAdded, myRemoved, both } = mergeLists(base, theirs, mine)
  const was = new Set(base)
  const is = new Set(result)
  const entry = (name: string, by: { they: boolean; me: boolean }): MergedEntry => {
    const change = was.has(name) ? 'removed' : 'added'
    return { name, theirs: by.they ? change : undefined, mine: by.me ? change : undefined, isIn: is.has(name) }
  }
  return [
    ...[...theirAdded, ...theirRemoved].map((name) => entry(name, { they: true, me: false })),
    ...both.map((name) => entry(name, { they: true, me: true })),
    ...[...myAdded, ...myRemoved].map((name) => entry(name, { they: false, me: true })),
  ]
}
