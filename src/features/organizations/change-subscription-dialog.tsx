import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { addDays, toDay } from '#contract/calendar.ts'
import { FREE_SUBSCRIPTION } from '#contract/organizations.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { DateField } from '#src/components/form/date-field.tsx'
import { Form } from '#src/components/form/form.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import { usageKeys } from '#src/features/usage/usage.queries.ts'
import { paths } from '#src/lib/paths.ts'
import { useNow } from '#src/lib/use-now.ts'
import { NoEndField } from './no-end-field.tsx'
import { OrganizationConflict } from './organization-conflict.tsx'
import classes from './organizations.module.css'
import { organizationQuery, updateOrganizationMutation } from './organizations.queries.ts'
import { beginsSubscription, type SubscriptionInput, subscriptionChange } from './subscription.ts'
import { SubscriptionField } from './subscription-field.tsx'
import { currentOf, outcomeOf, type SubscriptionForm, subscriptionForm, valuesOf } from './subscription-form.ts'
import { type TaggedOrganization, useOrganizationStart } from './use-organization-start.ts'

export interface ChangeSubscriptionDialogProps {
  organization: TaggedOrganization
  onClose: () => void
}

export function ChangeSubscriptionDialog(props: ChangeSubscriptionDialogProps) {
  return (
    <Dialog title={`Change the subscription of ${props.organization.data.name}`} onClose={props.onClose}>
      <ChangeSubscriptionForm {...props} />
    </Dialog>
  )
}

function ChangeSubscriptionForm({ organization: opened, onClose }: ChangeSubscriptionDialogProps) {
  const today = toDay(useNow())
  const client = useQueryClient()
  const navigate = useNavigate()
  const dialog = useDialog()
  const { start: state, theirs, save, settle } = useOrganizationStart(opened)
  const organization = state.data
  const update = useMutation(updateOrganizationMutation(organization.name))
  const current = currentOf(organization)
  const form = useContractForm(subscriptionForm, { defaultValues: valuesOf(current) })
  // How often the form was filled from outside.
  const [fills, setFills] = useState(0)
  const fill = (values: SubscriptionForm) => {
    form.reset(valuesOf(currentOf(settle().data)))
    const options = { shouldDirty: true }
    form.setValue('subscription', values.subscription, options)
    form.setValue('subscription_start_date', values.subscription_start_date, options)
    form.setValue('subscription_end_date', values.subscription_end_date, options)
    form.setValue('has_no_end', values.has_no_end, options)
    setFills(fills + 1)
  }
  const [name, start, end, hasNoEnd] = form.watch([
    'subscription',
    'subscription_start_date',
    'subscription_end_date',
    'has_no_end',
  ])
  const isFree = name === FREE_SUBSCRIPTION
  const begins = beginsSubscription({ subscription: name, start, end }, current, today)
  // Only the current subscription can lose its end.
  const isEndless = hasNoEnd && !begins

  return (
    <Form
      form={form}
      onSubmit={(values) =>
        save(async ({ etag }) => {
          const input: SubscriptionInput = {
            subscription: values.subscription,
            start: values.subscription_start_date,
            end: isEndless ? null : values.subscription_end_date,
          }
          const body = subscriptionChange(input, current, today)
          if (body) {
            const updated = await update.mutateAsync({ body, ifMatch: etag })
            client.setQueryData(organizationQuery(organization.name).queryKey, updated)
            showToast({ kind: 'success', message: 'Subscription changed' })
          }
          onClose()
          // Somebody else has renamed it meanwhile.
          if (organization.name !== opened.data.name)
            await navigate(paths.overview(organization.name), { replace: true })
          // The period of the usage follows the subscription.
          await client.invalidateQueries({ queryKey: usageKeys.all(organization.name) })
        })
      }
    >
      <div className={classes.form}>
        <SubscriptionField
          key={fills}
          form={form}
          name="subscription"
          label="Subscription"
          autoFocus
          onPick={(picked) => {
            // Another subscription usually begins today, the present one began when it did.
            const usual = picked === current.subscription ? (current.start ?? today) : today
            if (!form.formState.dirtyFields.subscription_start_date)
              form.resetField('subscription_start_date', { defaultValue: usual })
          }}
        />
        <div className={classes.dates}>
          <DateField form={form} name="subscription_start_date" label="Start date" description="Its first day (UTC)." />
          {!isFree && (
            <DateField
              form={form}
              name="subscription_end_date"
              label="End date"
              description="The first day without it."
              disabled={isEndless}
              {...(start ? { min: addDays(start, 1) } : {})}
            />
          )}
        </div>
        {!isFree && <NoEndField form={form} isPossible={!begins} />}
        <p className={classes.note} role="status">
          {outcomeOf({ name, start, isFree, begins }, organization, today)}
        </p>
        {theirs ? (
          <OrganizationConflict
            before={organization}
            theirs={theirs.data}
            onKeepMine={() => fill(form.getValues())}
            onTakeTheirs={() => fill(valuesOf(currentOf(theirs.data)))}
          />
        ) : (
          <FormError form={form} />
        )}
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        {theirs ? (
          <Button disabled title="Decide whose values go on first">
            Change subscription
          </Button>
        ) : (
          <SubmitButton form={form} needsChange>
            Change subscription
          </SubmitButton>
        )}
      </DialogActions>
    </Form>
  )
}
