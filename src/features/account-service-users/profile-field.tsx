import type { FieldValues } from 'react-hook-form'
import { profiles } from '#contract/profiles.ts'
import type { FieldProps } from '#src/components/form/field.ts'
import { SelectField } from '#src/components/form/select-field.tsx'
import { profileAbility, profileLabel } from './profile-labels.ts'
import { type Caller, whyNotGive } from './rights.ts'

interface ProfileFieldProps<Input extends FieldValues, Output>
  extends Pick<FieldProps<Input, Output>, 'form' | 'name'> {
  caller: Caller
}

/** A profile up to the caller's own; the greater ones are there, and say why they cannot be given. */
export function ProfileField<Input extends FieldValues, Output>({
  form,
  name,
  caller,
}: ProfileFieldProps<Input, Output>) {
  const chosen: unknown = form.watch(name)
  const tooMuch = profiles.map((profile) => whyNotGive(caller, profile)).filter((reason) => reason !== undefined)
  return (
    <SelectField
      form={form}
      name={name}
      label="Profile"
      description={[typeof chosen === 'string' ? profileAbility(chosen) : undefined, ...tooMuch]
        .filter(Boolean)
        .join(' ')}
      options={profiles.map((profile) => ({
        value: profile,
        label: profileLabel(profile),
        disabled: whyNotGive(caller, profile) !== undefined,
      }))}
    />
  )
}
