import '@mantine/core/styles/Input.layer.css'
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Member } from '#contract/members.ts'
import { ChipsField } from '#src/components/form/chips-field.tsx'
import type { ContractForm } from '#src/components/form/use-contract-form.ts'
import { Warning } from '#src/components/warning.tsx'
import { memberListQuery } from '#src/features/members/members.queries.ts'
import type { AccountServiceUserInput, AccountServiceUserOutput } from './account-service-user-changes.ts'
import type { Caller } from './rights.ts'

interface AdministratorsFieldProps {
  form: ContractForm<AccountServiceUserInput, AccountServiceUserOutput>
  organization: string
  caller: Caller
}

/** Who administers a service user, typed or chosen among those who can. */
export function AdministratorsField({ form, organization, caller }: AdministratorsFieldProps) {
  const { data: members } = useQuery(memberListQuery(organization))
  const emails = form.watch('administrators') ?? []
  const listed = new Set(emails.map((email) => email.toLowerCase()))
  const able = members?.filter(canAdminister).map(({ email }) => email)
  const others = able?.filter((email) => !listed.has(email.toLowerCase())) ?? []

  const judge = (value: string) =>
    able === undefined || able.some((email) => email.toLowerCase() === value.toLowerCase())
      ? undefined
      : `neither an owner nor a cluster admin of ${organization}`
  const leavesOut = caller.profile === 'CLUSTER_ADMIN' && !listed.has(caller.email?.toLowerCase() ?? '')
  return (
    <div>
      <ChipsField
        form={form}
        name="administrators"
        label="Administrators"
        description={`Owners and cluster admins of ${organization} who may change it and its keys. Owners may in any case.`}
        placeholder="ada@example.com"
        noun="administrator"
        judge={judge}
      />
      {others.length > 0 && (
        <NativeSelect
          aria-label="Add an administrator"
          mt="xs"
          value=""
          data={[{ value: '', label: 'Add an owner or a cluster admin…' }, ...others]}
          onChange={(event) =>
            form.setValue('administrators', [...emails, event.currentTarget.value], {
              shouldDirty: true,
              shouldValidate: true,
            })
          }
        />
      )}
      {leavesOut ? (
        <Warning>You leave yourself out: you will not be able to change it any more.</Warning>
      ) : (
        emails.length === 0 && (
          <Warning>Without administrators only the owners of {organization} can change it.</Warning>
        )
      )}
    </div>
  )
}

// Of a server that does not tell profiles, owners are known alone.
const canAdminister = ({ admin, profile, status }: Member) =>
  status !== 'invited' && (profile === undefined ? admin : profile !== 'READ_ONLY')
