import '@mantine/core/styles/Input.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import { PillsInput } from '@mantine/core'
import { TriangleAlert, X } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { type Chip, judgeChips, splitChips } from '#src/lib/chips.ts'
import { formatCount } from '#src/lib/numbers.ts'
import { plural } from '#src/lib/plural.ts'
import classes from './chips-input.module.css'

export interface ChipsInputProps {
  label: ReactNode
  description?: ReactNode
  error?: ReactNode
  placeholder?: string
  values: readonly string[]
  onChange: (values: string[]) => void
  onBlur?: () => void
  /** What is wrong with one value: "Not an e-mail address", "Already a member". */
  judge?: (value: string) => string | undefined
  /** Takes what was typed or pasted apart; by commas, semicolons and white space unless told. */
  split?: (text: string) => string[]
  /** The singular for announcements: "e-mail". */
  noun: string
  autoFocus?: boolean
  disabled?: boolean
}

/** Several short values as chips: Enter or a comma adds, Backspace takes the last one back, and a pasted list is split. */
export function ChipsInput({
  label,
  description,
  error,
  placeholder,
  values,
  onChange,
  onBlur,
  judge = () => undefined,
  split = splitChips,
  noun,
  autoFocus = false,
  disabled = false,
}: ChipsInputProps) {
  const [text, setText] = useState('')
  const [announcement, setAnnouncement] = useState('')
  const inputRef = useRef<HTMLInputElement>(null)
  const chips = judgeChips(values, judge)
  const problems = chips.filter((chip) => chip.problem !== undefined)

  const add = (parts: string[]) => {
    if (parts.length === 0) return
    onChange([...values, ...parts])
    setText('')
    setAnnouncement(`${plural(parts.length, noun)} added`)
  }
  const removeAt = (index: number) => {
    setAnnouncement(`${values[index] ?? ''} removed`)
    onChange(values.filter((_, position) => position !== index))
    inputRef.current?.focus()
  }
  const handleKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if ((event.key === 'Enter' || event.key === ',' || event.key === ';') && text.trim() !== '') {
      event.preventDefault()
      add(split(text))
    } else if (event.key === 'Backspace' && text === '' && values.length > 0) removeAt(values.length - 1)
  }
  const handlePaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const parts = split(event.clipboardData.getData('text'))
    if (parts.length < 2) return
    event.preventDefault()
    add(parts)
  }

  return (
    <div>
      <PillsInput
        label={label}
        description={description}
        // As its error, so that assistive technology reads it with the field.
        error={error || problems.length > 0 ? <Problems error={error} problems={problems} /> : undefined}
        disabled={disabled}
        classNames={{ input: classes.frame ?? '' }}
        onClick={() => inputRef.current?.focus()}
      >
        <div className={classes.chips}>
          {chips.map((chip, index) => (
            // Values may repeat, so the place is part of the key.
            <span key={`${chip.value}#${index}`} className={classes.chip} data-invalid={chip.problem !== undefined}>
              {chip.problem && <TriangleAlert size={13} aria-hidden />}
              <span className={classes.text} title={chip.problem ? `${chip.value}: ${chip.problem}` : chip.value}>
                {chip.value}
              </span>
              <button
                type="button"
                className={classes.remove}
                aria-label={`Remove ${chip.value}`}
                disabled={disabled}
                onClick={(event) => {
                  event.stopPropagation()
                  removeAt(index)
                }}
              >
                <X size={13} aria-hidden />
              </button>
            </span>
          ))}
          <PillsInput.Field
            ref={inputRef}
            className={classes.field ?? ''}
            value={text}
            placeholder={values.length === 0 ? (placeholder ?? '') : ''}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={handleKeyDown}
            onPaste={handlePaste}
            onBlur={() => {
              add(split(text))
              onBlur?.()
            }}
            disabled={disabled}
            {...(autoFocus ? { autoFocus: true, 'data-autofocus': true } : {})}
          />
        </div>
      </PillsInput>
      <span className="visually-hidden" aria-live="polite">
        {announcement}
      </span>
    </div>
  )
}

const PROBLEMS_SHOWN = 5

function Problems({ error, problems }: { error: ReactNode; problems: readonly Chip[] }) {
  const hidden = problems.length - PROBLEMS_SHOWN
  return (
    <>
      {error && <span className={classes.problem}>{error}</span>}
      {problems.slice(0, PROBLEMS_SHOWN).map((chip, index) => (
        <span key={`${chip.value}#${index}`} className={classes.problem}>
          <strong>{chip.value}</strong>: {chip.problem}
        </span>
      ))}
      {hidden > 0 && <span className={classes.problem}>and {formatCount(hidden)} more</span>}
    </>
  )
}
