import '@mantine/core/styles/Input.layer.css'
import { Button, TextInput } from '@mantine/core'
import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useId, useMemo, useState } from 'react'
import { formatCount } from '#src/lib/numbers.ts'
import { plural } from '#src/lib/plural.ts'
import classes from './check-list.module.css'

export interface CheckOption {
  value: string
  label: string
  /** A second line: an e-mail, a warning. */
  note?: string | undefined
  /** Why it cannot be chosen; it stays in sight and within reach. */
  disabledReason?: string | undefined
}

export interface CheckListProps {
  label: string
  /** Singular and plural: "role", "roles". */
  noun: readonly [one: string, many: string]
  /** Undefined while loading. */
  options: readonly CheckOption[] | undefined
  values: readonly string[]
  onChange: (values: string[]) => void
  error?: string | undefined
  autoFocus?: boolean
}

// What is painted at once; the search finds the rest.
const SHOWN = 100
const SEARCH_FROM = 8
const CHOSEN_SHOWN = 12

/** Several of a long list, by search and check boxes; what is chosen stays in sight above. */
export function CheckList({
  label,
  noun: [one, many],
  options,
  values,
  onChange,
  error,
  autoFocus = false,
}: CheckListProps) {
  const id = useId()
  const [text, setText] = useState('')
  const query = useDeferredValue(text)
  const found = useMemo(() => find(options ?? [], query), [options, query])
  const chosen = useMemo(() => new Set(values), [values])
  const labels = useMemo(() => new Map(options?.map((option) => [option.value, option.label])), [options])
  const open = found.filter(({ value, disabledReason }) => disabledReason === undefined && !chosen.has(value))
  const isSearchable = (options?.length ?? 0) >= SEARCH_FROM

  const remove = (value: string) => onChange(values.filter((item) => item !== value))
  const toggle = (value: string) => (chosen.has(value) ? remove(value) : onChange([...values, value]))
  const handleKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && text !== '') {
      event.preventDefault()
      event.stopPropagation()
      setText('')
    }
    if (event.key !== 'Enter') return
    // Not the form: it takes the one that was searched for.
    event.preventDefault()
    const [only, ...others] = open
    if (text !== '' && only && others.length === 0) {
      toggle(only.value)
      setText('')
    }
  }

  return (
    <fieldset className={classes.field} aria-describedby={`${id}-chosen`} data-invalid={error !== undefined}>
      <legend className={classes.legend}>{label}</legend>
      <div id={`${id}-chosen`} className={classes.chosen} aria-live="polite">
        {values.length === 0 ? (
          <span className={classes.note}>None chosen yet</span>
        ) : (
          <span className={classes.note}>{plural(values.length, one, many)} chosen</span>
        )}
      </div>
      {values.length > 0 && (
        <ul className={classes.chips} aria-label={`Chosen ${many}`}>
          {values.slice(0, CHOSEN_SHOWN).map((value) => (
            <li key={value} className={classes.chip}>
              <span className={classes.chipText}>{labels.get(value) ?? value}</span>
              <button type="button" aria-label={`Remove ${labels.get(value) ?? value}`} onClick={() => remove(value)}>
                <X size={13} aria-hidden />
              </button>
            </li>
          ))}
          {values.length > CHOSEN_SHOWN && (
            <li className={classes.note}>and {formatCount(values.length - CHOSEN_SHOWN)} more</li>
          )}
          <li>
            <button type="button" className={classes.clear} onClick={() => onChange([])}>
              Clear
            </button>
          </li>
        </ul>
      )}
      {isSearchable && (
        <div className={classes.search}>
          <TextInput
            type="search"
            className={classes.searchInput ?? ''}
            aria-label={`Search ${many}`}
            placeholder={`Search ${many}`}
            leftSection={<Search size={16} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={handleKeyDown}
            autoComplete="off"
            spellCheck={false}
            {...(autoFocus ? { 'data-autofocus': true } : {})}
          />
          {query !== '' && open.length > 1 && (
            <Button variant="default" onClick={() => onChange([...values, ...open.map(({ value }) => value)])}>
              Choose all {formatCount(open.length)} found
            </Button>
          )}
        </div>
      )}
      <div className={classes.list} aria-busy={options === undefined}>
        {options === undefined && <p className={classes.note}>Loading {many}…</p>}
        {options?.length === 0 && <p className={classes.note}>There are no {many}.</p>}
        {options !== undefined && options.length > 0 && found.length === 0 && (
          <p className={classes.note}>Nothing found.</p>
        )}
        {found.slice(0, SHOWN).map((option) => (
          <Option
            key={option.value}
            option={option}
            isChosen={chosen.has(option.value)}
            onToggle={() => toggle(option.value)}
          />
        ))}
        {found.length > SHOWN && (
          <p className={classes.note}>{formatCount(found.length - SHOWN)} more: search to find them.</p>
        )}
      </div>
      {error !== undefined && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}

function Option({
  option: { label, note, disabledReason },
  isChosen,
  onToggle,
}: {
  option: CheckOption
  isChosen: boolean
  onToggle: () => void
}) {
  const id = useId()
  const isDisabled = disabledReason !== undefined && !isChosen
  const second = disabledReason ?? note
  return (
    <label className={classes.option} data-disabled={isDisabled}>
      <input
        type="checkbox"
        checked={isChosen}
        aria-labelledby={`${id}-label`}
        {...(second === undefined ? {} : { 'aria-describedby': `${id}-note` })}
        // Not the `disabled` attribute: the reason must be within reach of the keyboard.
        {...(isDisabled ? { 'aria-disabled': true } : {})}
        onChange={() => {
          if (!isDisabled) onToggle()
        }}
      />
      <span className={classes.text}>
        <span id={`${id}-label`}>{label}</span>
        {second !== undefined && (
          <span id={`${id}-note`} className={classes.note}>
            {second}
          </span>
        )}
      </span>
    </label>
  )
}

/** Those in which every word stands. */
function find(options: readonly CheckOption[], query: string): readonly CheckOption[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return options
  return options.filter(({ label, note }) => {
    const text = `${label}\n${note ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
