import { type ReactNode, useEffect, useRef } from 'react'
import type { FieldValues } from 'react-hook-form'
import { useDialog } from '#src/components/dialog-context.ts'
import { useLeaveGuard } from '#src/components/leave-guard.ts'
import classes from './form.module.css'
import { applyServerErrors } from './server-errors.ts'
import type { ContractForm } from './use-contract-form.ts'

export interface FormProps<Input extends FieldValues, Output> {
  form: ContractForm<Input, Output>
  /**
   * Usually `mutateAsync`; a refusal lands on its fields or in `FormError`, and what was entered stays. Gives `false`
   * where nothing was sent after all, so that leaving still asks.
   */
  onSubmit: (values: Output) => unknown
  children: ReactNode
  /** Off for forms that lose nothing when left, such as sign-in. */
  asksBeforeLeaving?: boolean
}

/** A form that validates by the contract, shows what the server refuses, and asks before it is left half filled in. */
export function Form<Input extends FieldValues, Output>({
  form,
  onSubmit,
  children,
  asksBeforeLeaving = true,
}: FormProps<Input, Output>) {
  const { isDirty } = form.formState
  const settled = useRef(false)
  const guard = useLeaveGuard(() => asksBeforeLeaving && isDirty && !settled.current)
  const addGuard = useDialog()?.addGuard
  useEffect(() => addGuard?.(guard), [addGuard, guard])
  useEffect(() => {
    // A form that stays after it was saved holds new changes from here on.
    if (!isDirty) settled.current = false
  }, [isDirty])

  const submit = async (values: Output) => {
    // From here on the submit handler may navigate or close the dialog: what was entered is on its way.
    settled.current = true
    try {
      if ((await onSubmit(values)) === false) settled.current = false
    } catch (error) {
      settled.current = false
      applyServerErrors(form)(error)
    }
  }

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        // A form in a dialog that is rendered inside another form's tree must not submit that one too.
        event.stopPropagation()
        form.clearErrors('root')
        return form.handleSubmit(submit)(event)
      }}
      noValidate
    >
      {children}
    </form>
  )
}
