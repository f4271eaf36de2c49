import '@mantine/core/styles/Input.layer.css'
import { TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import type { FieldPath, FieldValues } from 'react-hook-form'
import { useField } from '#src/components/form/field.ts'
import type { ContractForm } from '#src/components/form/use-contract-form.ts'
import { Warning } from '#src/components/warning.tsx'
import { addDays } from '#src/lib/dates.ts'
import { useNow } from '#src/lib/use-now.ts'
import { defaultPresetDays, presetDay, presetDays, spellExpiry } from './expiry.ts'
import classes from './service-user-form.module.css'

type Choice = 'keep' | 'custom' | 'never' | `${number}`

interface ExpiryFieldProps<Input extends FieldValues, Output> {
  form: ContractForm<Input, Output>
  name: FieldPath<Input>
  /** The date it has now, for a form that edits. */
  current?: string | null
}

/** When a token ends: in so many days, on a day of one's own, or never; what that means in UTC is spelled out. */
export function ExpiryField<Input extends FieldValues, Output>({
  form,
  name,
  current,
}: ExpiryFieldProps<Input, Output>) {
  const { field, input } = useField({ form, name, label: 'Expires' })
  const now = useNow()
  const id = useId()
  const value = field.value as string | null
  const [choice, setChoice] = useState<Choice>(() => choiceOf(value, current, now))
  const choices: readonly { choice: Choice; label: string }[] = [
    ...(typeof current === 'string' ? [{ choice: 'keep' as const, label: 'As it is' }] : []),
    ...presetDays.map((days) => ({ choice: `${days}` as const, label: `${days} days` })),
    { choice: 'custom', label: 'Custom' },
    { choice: 'never', label: 'Never' },
  ]
  const choose = (next: Choice) => {
    setChoice(next)
    if (next === 'keep') field.onChange(current)
    else if (next === 'never') field.onChange(null)
    // The day shown so far is a good one to start from.
    else if (next === 'custom') field.onChange(value?.slice(0, 10) ?? presetDay(now, defaultPresetDays))
    else field.onChange(presetDay(now, Number(next)))
  }
  const until = value === null ? undefined : spellExpiry(value)

  return (
    <fieldset className={classes.expiry} aria-describedby={`${id}-until`}>
      <legend className={classes.legend}>{input.label}</legend>
      <div className={classes.choices}>
        {choices.map((item) => (
          <label key={item.choice} className={classes.choice}>
            <input
              type="radio"
              name={id}
              value={item.choice}
              checked={choice === item.choice}
              onChange={() => choose(item.choice)}
            />
            <span>{item.label}</span>
          </label>
        ))}
      </div>
      {choice === 'custom' && (
        <TextInput
          {...input}
          label={null}
          className={classes.custom}
          type="date"
          aria-label="Expiry date (UTC)"
          min={addDays(now, 1)}
          value={value ?? ''}
          onChange={(event) => field.onChange(event.currentTarget.value)}
          onBlur={field.onBlur}
        />
      )}
      <div id={`${id}-until`} aria-live="polite">
        {value === null ? (
          <Warning>
            A token that never expires works for whoever finds it, until somebody resets it or deletes the service user.
          </Warning>
        ) : (
          until && !input.error && <p className={classes.until}>Stops working on {until}.</p>
        )}
      </div>
      {choice !== 'custom' && input.error && <p className={classes.error}>{input.error}</p>}
    </fieldset>
  )
}

/** What has been chosen in a form that comes with this value. */
function choiceOf(value: string | null, current: string | null | undefined, now: Date): Choice {
  if (value === null) return 'never'
  if (value === current) return 'keep'
  const days = presetDays.find((preset) => presetDay(now, preset) === value)
  return days === undefined ? 'custom' : `${days}`
}
