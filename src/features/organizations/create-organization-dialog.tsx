import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import * as z from 'zod/mini'
import { addDays, toDay } from '#contract/calendar.ts'
import { slugRule } from '#contract/common.ts'
import { createOrganizationBody, FREE_SUBSCRIPTION } from '#contract/organizations.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { DateField } from '#src/components/form/date-field.tsx'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { TextField } from '#src/components/form/text-field.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import { formatDay } from '#src/lib/dates.ts'
import { newIdempotencyKey } from '#src/lib/idempotency-key.ts'
import { paths } from '#src/lib/paths.ts'
import { useNow } from '#src/lib/use-now.ts'
import classes from './organizations.module.css'
import { createOrganizationMutation } from './organizations.queries.ts'
import { freeUntil } from './subscription.ts'
import { SubscriptionField } from './subscription-field.tsx'

const formBody = createOrganizationBody.check(
  z.refine((body) => body.subscription === FREE_SUBSCRIPTION || Boolean(body.subscription_end_date), {
    message: 'Required unless the subscription is free',
    path: ['subscription_end_date'],
    // Also while the name is still wrong, so that all is said at once.
    when: () => true,
  }),
)

export function CreateOrganizationDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Create organization" onClose={onClose}>
      <CreateOrganizationForm onClose={onClose} />
    </Dialog>
  )
}

function CreateOrganizationForm({ onClose }: { onClose: () => void }) {
  const today = toDay(useNow())
  const dialog = useDialog()
  const navigate = useNavigate()
  const create = useMutation(createOrganizationMutation())
  // One for each state of the form: the same request again is the same act, another one is not.
  const [attempt, setAttempt] = useState({ body: '', key: '' })
  const form = useContractForm(formBody, {
    defaultValues: { name: '', subscription: FREE_SUBSCRIPTION, subscription_end_date: null },
  })
  const isFree = form.watch('subscription') === FREE_SUBSCRIPTION
  return (
    <Form
      form={form}
      onSubmit={async ({ name, subscription, subscription_end_date: end }) => {
        const body = { name, subscription, ...(isFree ? {} : { subscription_end_date: end }) }
        const text = JSON.stringify(body)
        const key = attempt.body === text ? attempt.key : newIdempotencyKey()
        setAttempt({ body: text, key })
        const created = await create.mutateAsync({ body, idempotencyKey: key })
        showToast({ kind: 'success', message: `Organization ${created.name} created` })
        onClose()
        await navigate(paths.overview(created.name))
      }}
    >
      <div className={classes.form}>
        <TextField
          form={form}
          name="name"
          label="Name"
          description={`${slugRule}. No two organizations share a name.`}
          autoFocus
        />
        <SubscriptionField form={form} name="subscription" label="Subscription" />
        {isFree ? (
          <p className={classes.note}>
            A free subscription needs no end date: it runs for a year, until {formatDay(freeUntil(today))}.
          </p>
        ) : (
          <DateField
            form={form}
            name="subscription_end_date"
            label="End date"
            description="The first day (UTC) without the subscription."
            min={addDays(today, 1)}
          />
        )}
        <FormError form={form} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form}>Create organization</SubmitButton>
      </DialogActions>
    </Form>
  )
}
