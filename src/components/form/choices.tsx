import { type ReactNode, useId } from 'react'
import classes from './choices.module.css'

export interface Choice<Value extends string> {
  value: Value
  label: string
  /** Why it cannot be chosen. */
  disabledReason?: string | undefined
}

export interface ChoicesProps<Value extends string> {
  label: string
  choices: readonly Choice<Value>[]
  value: Value
  onChange: (value: Value) => void
  /** Another value is likely to be chosen. */
  onNear?: (() => void) | undefined
  /** Below the choices: a rule or a hint. */
  children?: ReactNode
}

/** One of a few, all in sight, as radio buttons that look like a row of buttons. */
export function Choices<Value extends string>({
  label,
  choices,
  value,
  onChange,
  onNear,
  children,
}: ChoicesProps<Value>) {
  const id = useId()
  const disabled = choices.filter(({ disabledReason }) => disabledReason !== undefined)
  return (
    <fieldset className={classes.field} onPointerEnter={onNear} onFocus={onNear}>
      <legend className={classes.legend}>{label}</legend>
      <div className={classes.choices}>
        {choices.map((choice) => (
          <label key={choice.value} className={classes.choice} title={choice.disabledReason}>
            <input
              type="radio"
              name={id}
              value={choice.value}
              checked={choice.value === value}
              disabled={choice.disabledReason !== undefined}
              {...(choice.disabledReason === undefined ? {} : { 'aria-describedby': `${id}-${choice.value}` })}
              onChange={() => onChange(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
      {disabled.map((choice) => (
        <p key={choice.value} id={`${id}-${choice.value}`} className={classes.note}>
          {choice.label}: {choice.disabledReason}
        </p>
      ))}
      {children !== undefined && <div className={classes.note}>{children}</div>}
    </fieldset>
  )
}
