import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { FieldValues } from 'react-hook-form'
import { ApiError, isRefusal, requestIdOf } from '#src/api/api-error.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { FormError } from '#src/components/form/form-error.tsx'
import type { ContractForm } from '#src/components/form/use-contract-form.ts'
import { organizationQuery } from './organizations.queries.ts'

export interface ChangeErrorProps<Input extends FieldValues, Output> {
  form: ContractForm<Input, Output>
  error: unknown
  organization: string
}

/** Why a change was refused. When somebody else was faster, it offers to look at the state that is there now. */
export function ChangeError<Input extends FieldValues, Output>({
  form,
  error,
  organization,
}: ChangeErrorProps<Input, Output>) {
  const current = useQuery(organizationQuery(organization))
  if (!form.formState.errors.root || !isRefusal(error, 'stale')) return <FormError form={form} />
  return (
    <ErrorNote
      error={
        new ApiError(
          'refused',
          'Somebody else has changed this organization since this page read it. Nothing was saved. Load its present state, check your change, and save again.',
          { requestId: requestIdOf(error) },
        )
      }
      action={
        <Button
          size="compact-sm"
          variant="default"
          loading={current.isFetching}
          onClick={async () => {
            await current.refetch()
            form.clearErrors('root')
          }}
        >
          Load present state
        </Button>
      }
    />
  )
}
