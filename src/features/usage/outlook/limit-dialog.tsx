import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useWatch } from 'react-hook-form'
import type { UsageMetric } from '#contract/usage.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { ChangedNote } from '#src/components/changed-note.tsx'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { applyServerErrors } from '#src/components/form/server-errors.ts'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import { useSeenState } from '#src/lib/use-seen-state.ts'
import {
  deleteUsageLimitMutation,
  type Limit,
  readLimit,
  updateUsageLimitMutation,
  usageLimitKeys,
} from '../usage-limits.queries.ts'
import classes from './limit-dialog.module.css'
import { describeLimitChange, limitForm, spellLimit, spellShare } from './limit-form.ts'
import { restoreLimit } from './restore-limit.ts'

export interface LimitDialogProps {
  organization: string
  metric: UsageMetric
  /** "Credits" */
  metricLabel: string
  /** Undefined where there is none. */
  limit: number | undefined
  /** Of the metric, in the current subscription period. */
  used: number
  onClose: () => void
}

/** Sets, changes or removes the limit of one metric. */
export function LimitDialog(props: LimitDialogProps) {
  // Saving brings another limit; the question is about this one.
  const [limit] = useState(props.limit)
  const name = `limit of ${props.metricLabel.toLowerCase()}`
  return (
    <Dialog title={limit === undefined ? `Set a ${name}` : `Change the ${name}`} onClose={props.onClose}>
      <LimitForm {...props} limit={limit} name={name} />
    </Dialog>
  )
}

function LimitForm({
  organization,
  metric,
  metricLabel,
  name,
  limit,
  used,
  onClose,
}: LimitDialogProps & { name: string }) {
  const client = useQueryClient()
  const dialog = useDialog()
  const update = useMutation(updateUsageLimitMutation(organization, metric))
  const remove = useMutation(deleteUsageLimitMutation(organization, metric))
  const shown: Limit = { value: limit }
  const {
    current = shown,
    before,
    act,
  } = useSeenState({
    shown,
    read: () => readLimit(client, organization, metric),
    isSame: (one, other) => one.value === other.value,
    onChanged: () => void client.invalidateQueries({ queryKey: usageLimitKeys.all(organization) }),
  })
  const form = useContractForm(limitForm, { defaultValues: { value: limit === undefined ? '' : String(limit) } })
  const typed = useWatch({ control: form.control, name: 'value' })

  const save = async ({ value }: { value: number }) => {
    if (!(await act((ifMatch) => update.mutateAsync({ value, before: current.value, ifMatch })))) return false
    showToast({ kind: 'success', message: `The ${name} is ${spellLimit(value)} from now on` })
    onClose()
    return true
  }
  const takeAway = async (value: number) => {
    form.clearErrors('root')
    try {
      if (!(await act((ifMatch) => remove.mutateAsync(ifMatch)))) return
      showToast({
        kind: 'success',
        message: `There is no ${name} any more`,
        undo: () => restoreLimit(client, { organization, metric, name, value }),
      })
    } catch (error) {
      if (!isRefusal(error, 'not_found')) return applyServerErrors(form)(error)
      // It is not for the reader to undo what somebody else did.
      await client.invalidateQueries({ queryKey: usageLimitKeys.all(organization) })
      showToast({ kind: 'success', message: `Somebody else has already removed the ${name}` })
    }
    onClose()
  }

  const { value: present } = current
  return (
    <Form form={form} onSubmit={save}>
      <p className={classes.text}>
        The most that deployments and pipelines together should use in one subscription period. Nothing is stopped: the
        usage page warns when the limit is passed, or will be at the present pace.
      </p>
      <div>
        <TextField
          form={form}
          name="value"
          label={`${metricLabel} per subscription period`}
          description="A number above 0, with a point before decimals and at most 6 of them."
          inputMode="decimal"
          autoFocus
        />
        <p className={classes.share} role="status">
          {spellShare(used, typed)}
        </p>
      </div>
      {before && (
        <ChangedNote
          title="Somebody else has changed this limit since you opened it. Nothing of yours is saved."
          changes={[describeLimitChange(before, current)]}
        >
          Press again if you still want to go on.
        </ChangedNote>
      )}
      <FormError form={form} />
      <DialogActions>
        {present !== undefined && (
          <Button
            className={classes.remove}
            variant="default"
            loading={remove.isPending}
            disabled={form.formState.isSubmitting}
            onClick={() => void takeAway(present)}
          >
            Remove limit
          </Button>
        )}
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        {/* What somebody else has changed, the reader may want as it was. */}
        <SubmitButton form={form} needsChange={before === undefined}>
          {present === undefined ? 'Set limit' : 'Change limit'}
        </SubmitButton>
      </DialogActions>
    </Form>
  )
}
