import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import * as z from 'zod/mini'
import { addDays, toDay } from '#contract/calendar.ts'
import { day } from '#contract/common.ts'
import { createOrganizationBody, FREE_SUBSCRIPTION, type Organization } from '#contract/organizations.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { DateField } from '#src/components/form/date-field.tsx'
import { useField } from '#src/components/form/field.ts'
import { Form } from '#src/components/form/form.tsx'
import { SubmitButton } from '#src/components/form/submit-button.tsx'
import { type ContractForm, useContractForm } from '#src/components/form/use-contract-form.ts'
import { showToast } from '#src/components/toast.tsx'
import { usageKeys } from '#src/features/usage/usage.queries.ts'
import { formatDay } from '#src/lib/dates.ts'
import { useNow } from '#src/lib/use-now.ts'
import { ChangeError } from './change-error.tsx'
import classes from './organizations.module.css'
import { organizationQuery, updateOrganizationMutation } from './organizations.queries.ts'
import {
  beginsSubscription,
  type CurrentSubscription,
  freeUntil,
  type SubscriptionInput,
  subscriptionChange,
} from './subscription.ts'
import { SubscriptionField } from './subscription-field.tsx'

const subscriptionForm = z
  .object({
    subscription: createOrganizationBody.shape.subscription,
    subscription_start_date: day,
    subscription_end_date: z.nullable(day),
    has_no_end: z.boolean(),
  })
  .check(
    z.refine(
      (body) => body.subscription === FREE_SUBSCRIPTION || body.has_no_end || body.subscription_end_date !== null,
      { message: 'Required unless the subscription is free', path: ['subscription_end_date'] },
    ),
  )
type SubscriptionForm = z.output<typeof subscriptionForm>

export interface ChangeSubscriptionDialogProps {
  organization: Organization
  etag: string | undefined
  onClose: () => void
}

export function ChangeSubscriptionDialog(props: ChangeSubscriptionDialogProps) {
  return (
    <Dialog title={`Change the subscription of ${props.organization.name}`} onClose={props.onClose}>
      <ChangeSubscriptionForm {...props} />
    </Dialog>
  )
}

function currentOf(organization: Organization): CurrentSubscription {
  return {
    subscription: organization.subscription,
    start: organization.subscription_start_date?.slice(0, 10),
    end: organization.subscription_end_date?.slice(0, 10) ?? null,
  }
}

function ChangeSubscriptionForm({ organization, etag, onClose }: ChangeSubscriptionDialogProps) {
  const today = toDay(useNow())
  const client = useQueryClient()
  const dialog = useDialog()
  const update = useMutation(updateOrganizationMutation(organization.name))
  const current = currentOf(organization)
  const form = useContractForm(subscriptionForm, {
    defaultValues: {
      subscription: current.subscription,
      subscription_start_date: current.start ?? '',
      subscription_end_date: current.end,
      has_no_end: current.end === null && current.subscription !== FREE_SUBSCRIPTION,
    },
  })
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
      onSubmit={async (values) => {
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
        // The period of the usage follows the subscription.
        await client.invalidateQueries({ queryKey: usageKeys.all(organization.name) })
      }}
    >
      <div className={classes.form}>
        <SubscriptionField
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
        <ChangeError form={form} error={update.error} organization={organization.name} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={() => dialog?.requestClose()}>
          Cancel
        </Button>
        <SubmitButton form={form} needsChange>
          Change subscription
        </SubmitButton>
      </DialogActions>
    </Form>
  )
}

interface NoEndFieldProps {
  form: ContractForm<SubscriptionForm, SubscriptionForm>
  isPossible: boolean
}

function NoEndField({ form, isPossible }: NoEndFieldProps) {
  const { field, input } = useField({ form, name: 'has_no_end', label: 'No end date', disabled: !isPossible })
  return (
    <Checkbox
      {...input}
      description={isPossible ? 'It runs until it is changed.' : 'A subscription that begins needs an end date.'}
      checked={isPossible && field.value === true}
      onChange={(event) => field.onChange(event.currentTarget.checked)}
      onBlur={field.onBlur}
    />
  )
}

interface Draft {
  name: string
  start: string
  isFree: boolean
  begins: boolean
}

/** What saving would do, in a sentence or two. */
function outcomeOf({ name, start, isFree, begins }: Draft, organization: Organization, today: string): string {
  if (!start || !name) return ''
  const until = isFree ? ` It runs for a year, until ${formatDay(freeUntil(start))}.` : ''
  if (!begins) return `Changes the dates of the present subscription.${until}`
  if (start <= today) return `Takes the place of ${organization.subscription} from ${formatDay(start)} on.${until}`
  const replaced = organization.scheduled_subscription
  return `${organization.subscription} goes on until ${name} takes over on ${formatDay(start)}.${until}${
    replaced ? ` This replaces ${replaced.subscription}, which is scheduled now.` : ''
  }`
}
