import * as z from 'zod/mini'
import {
  type AccountServiceUser,
  apiKeyTypes,
  type UpdateAccountServiceUser,
  updateAccountServiceUserBody,
} from '#contract/account-service-users.ts'
import { type Profile, profiles } from '#contract/profiles.ts'
import { joinList } from '#src/lib/plural.ts'
import { mergeLists, mergeValues } from '#src/lib/three-way-merge.ts'
import { heldKey } from './key-types.ts'
import { profileLabel } from './profile-labels.ts'

const { displayName, profile, administrators } = updateAccountServiceUserBody.shape

export const accountServiceUserForm = z.object({ displayName, profile, administrators })
export type AccountServiceUserInput = z.input<typeof accountServiceUserForm>
export type AccountServiceUserOutput = z.output<typeof accountServiceUserForm>

interface Values {
  displayName: string
  profile: Profile
  administrators: string[]
}

export const toValues = ({ displayName, role, administrators }: AccountServiceUser): Values => ({
  displayName,
  // A profile that this page does not know cannot be kept: the least takes its place, in sight of whoever saves.
  profile: profiles.find((known) => known === role) ?? 'READ_ONLY',
  administrators,
})

/** Only what differs, so that saving never takes back what somebody else has changed; the profile is always sent. */
export function changesOf(before: AccountServiceUser, values: AccountServiceUserOutput): UpdateAccountServiceUser {
  const { displayName, administrators } = values
  return {
    profile: values.profile,
    ...(displayName == null || displayName === before.displayName ? {} : { displayName }),
    ...(administrators == null || isSameSet(administrators, before.administrators) ? {} : { administrators }),
  }
}

const isSameSet = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((item) => other.includes(item))

/** Two drafts on one state, put together; where both gave one thing another value each, mine stays. */
export function merge(base: Values, theirs: Values, mine: Values): Values {
  const displayName = mergeValues(base.displayName, theirs.displayName, mine.displayName)
  const profile = mergeValues(base.profile, theirs.profile, mine.profile)
  const { merged } = mergeLists(base.administrators, theirs.administrators, mine.administrators)
  return {
    displayName: 'merged' in displayName ? displayName.merged : mine.displayName,
    profile: 'merged' in profile ? profile.merged : mine.profile,
    administrators: [...merged],
  }
}

/** What turned one state of a service user into another, a sentence each; none where nothing shows. */
export function describeChanges(before: AccountServiceUser, after: AccountServiceUser): string[] {
  return [
    before.displayName !== after.displayName && `Display name: ${after.displayName || 'taken away'}`,
    before.role !== after.role && `Profile: ${profileLabel(after.role)}`,
    !isSameSet(before.administrators, after.administrators) &&
      `Administrators: ${after.administrators.length === 0 ? 'none' : joinList(after.administrators)}`,
    ...apiKeyTypes.map(({ name, displayName }) => {
      const [old, now] = [heldKey(before, name)?.key, heldKey(after, name)?.key]
      if (old === now) return false
      return `The ${displayName} key was ${old === undefined ? 'generated' : now === undefined ? 'revoked' : 'rotated'}`
    }),
  ].filter((line) => line !== false)
}
