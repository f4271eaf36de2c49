import { Button, type ButtonProps } from '@mantine/core'
import { type FocusEventHandler, type PointerEventHandler, useId } from 'react'

export interface GatedButtonProps extends Omit<ButtonProps, 'disabled'> {
  /** Why it cannot be used now; undefined when it can. */
  disabledReason?: string | undefined
  onClick: () => void
  onPointerEnter?: PointerEventHandler
  onFocus?: FocusEventHandler
}

/** A button that says why it is disabled: on hover, and to assistive technology, since it stays within reach of Tab. */
export function GatedButton({ disabledReason, onClick, onPointerEnter, onFocus, ...props }: GatedButtonProps) {
  const reasonId = useId()
  if (disabledReason === undefined)
    return (
      <Button
        {...props}
        onClick={onClick}
        {...(onPointerEnter === undefined ? {} : { onPointerEnter })}
        {...(onFocus === undefined ? {} : { onFocus })}
      />
    )
  return (
    <>
      {/* Not the `disabled` attribute: the reason must be within reach of the keyboard. */}
      <Button {...props} data-disabled aria-disabled aria-describedby={reasonId} title={disabledReason} type="button" />
      <span id={reasonId} className="visually-hidden">
        {disabledReason}
      </span>
    </>
  )
}
