import '@mantine/core/styles/Input.layer.css'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { Plus, X } from 'lucide-react'
import { useRef, useState } from 'react'
import { type FieldValues, type Path, type PathValue, useController } from 'react-hook-form'
import iconButton from '#src/components/icon-button.module.css'
import type { FieldProps } from './field.ts'
import classes from './rows-field.module.css'

type Row = Readonly<Record<string, string>>

interface Cell {
  /** The property of the row's object. */
  key: string
  label: string
}

export interface RowsFieldProps<Input extends FieldValues, Output>
  extends Pick<FieldProps<Input, Output>, 'form' | 'name' | 'label' | 'description'> {
  /** The singular: "field". */
  noun: string
  first: Cell
  /** A text, one that is not shown, or one of a few. */
  second: Cell & ({ kind: 'text' | 'secret' } | { kind: 'choice'; options: readonly string[] })
}

/** A list of pairs, such as names with their types: a field whose value is a list of objects with two texts each. */
export function RowsField<Input extends FieldValues, Output>({
  form,
  name,
  label,
  description,
  noun,
  first,
  second,
}: RowsFieldProps<Input, Output>) {
  const { field, fieldState } = useController({ control: form.control, name })
  const rows = (field.value as readonly Row[] | undefined) ?? []
  const [added, setAdded] = useState<number>()
  const addButton = useRef<HTMLButtonElement>(null)

  const change = (index: number, key: string, value: string) =>
    field.onChange(rows.map((row, position) => (position === index ? { ...row, [key]: value } : row)))
  const add = () => {
    const value = second.kind === 'choice' ? (second.options[0] ?? '') : ''
    setAdded(rows.length)
    // Not checked yet: nothing has been entered, and a message would move the buttons below away from a click.
    form.setValue(name, [...rows, { [first.key]: '', [second.key]: value }] as PathValue<Input, Path<Input>>, {
      shouldDirty: true,
    })
  }
  const remove = (index: number) => {
    field.onChange(rows.filter((_, position) => position !== index))
    addButton.current?.focus()
  }

  const problem = messageAt(fieldState.error)
  return (
    <fieldset className={classes.rows}>
      <legend className={classes.label}>{label}</legend>
      {description && <p className={classes.description}>{description}</p>}
      {rows.length > 0 && (
        <ul className={classes.list}>
          {rows.map((row, index) => {
            const cell = ({ key, label: title }: Cell) => ({
              'aria-label': `${title} of ${noun} ${index + 1}`,
              value: row[key] ?? '',
              error: messageAt(fieldState.error, index, key),
              onBlur: field.onBlur,
            })
            return (
              // By place: a row has nothing of its own that could not change.
              <li key={index} className={classes.row}>
                <TextInput
                  {...cell(first)}
                  placeholder={first.label}
                  autoComplete="off"
                  spellCheck={false}
                  autoFocus={index === added}
                  onChange={(event) => change(index, first.key, event.currentTarget.value)}
                />
                {second.kind === 'choice' ? (
                  <NativeSelect
                    {...cell(second)}
                    data={[...second.options]}
                    onChange={(event) => change(index, second.key, event.currentTarget.value)}
                  />
                ) : (
                  <TextInput
                    {...cell(second)}
                    type={second.kind === 'secret' ? 'password' : 'text'}
                    placeholder={second.label}
                    // What a browser offers to fill in or keep would be somebody's own password.
                    autoComplete={second.kind === 'secret' ? 'new-password' : 'off'}
                    spellCheck={false}
                    onChange={(event) => change(index, second.key, event.currentTarget.value)}
                  />
                )}
                <button
                  type="button"
                  className={`${iconButton.button ?? ''} ${classes.remove ?? ''}`}
                  aria-label={`Remove ${noun} ${index + 1}`}
                  onClick={() => remove(index)}
                >
                  <X size={16} aria-hidden />
                </button>
              </li>
            )
          })}
        </ul>
      )}
      {problem && (
        <p role="alert" className={classes.error}>
          {problem}
        </p>
      )}
      <Button
        ref={addButton}
        size="compact-sm"
        variant="default"
        leftSection={<Plus size={14} aria-hidden />}
        onClick={add}
      >
        Add {noun}
      </Button>
    </fieldset>
  )
}

/** The message at a path into an error, whose type does not follow the list that it is about. */
function messageAt(error: unknown, ...path: (string | number)[]): string | undefined {
  const [key, ...rest] = path
  if (typeof error !== 'object' || error === null) return undefined
  if (key !== undefined) return messageAt(Reflect.get(error, key), ...rest)
  const own: unknown = Reflect.get(error, 'message') ?? messageAt(Reflect.get(error, 'root'))
  return typeof own === 'string' && own !== '' ? own : undefined
}
