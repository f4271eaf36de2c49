import * as z from 'zod/mini'
import { parseTimestamp, timestampText } from '#contract/common.ts'
import { createServiceUserBody, type ServiceUser, type UpdateServiceUser } from '#contract/service-users.ts'
import { joinList } from '#src/lib/plural.ts'
import { spellExpiry } from './expiry.ts'

const { name, allowed_cors_origins } = createServiceUserBody.shape

const expiry = timestampText.check(
  z.refine((value) => (parseTimestamp(value)?.getTime() ?? 0) > Date.now(), 'Choose a day that is still to come'),
)

/** What both forms ask for: the body of the contract, with an expiry date that lies ahead. */
export const serviceUserForm = z.object({ name, allowed_cors_origins, expiry_date: z.nullable(expiry) })
export type ServiceUserInput = z.input<typeof serviceUserForm>
export type ServiceUserValues = z.output<typeof serviceUserForm>

/** With the role that it gets right after. */
export const newServiceUserForm = z.extend(serviceUserForm, { role: z.string() })
export type NewServiceUserValues = z.output<typeof newServiceUserForm>

export const toValues = ({ name, expiry_date, allowed_cors_origins }: ServiceUser) => ({
  name,
  expiry_date,
  allowed_cors_origins: allowed_cors_origins ?? [],
})

/** Only what differs, so that saving never takes back what somebody else has changed meanwhile. */
export function changesOf(before: ServiceUser, values: ServiceUserValues): UpdateServiceUser {
  const old = toValues(before)
  const origins = values.allowed_cors_origins ?? []
  return {
    ...(values.name != null && values.name !== old.name ? { name: values.name } : {}),
    ...(values.expiry_date === old.expiry_date ? {} : { expiry_date: values.expiry_date }),
    ...(isSameList(origins, old.allowed_cors_origins) ? {} : { allowed_cors_origins: origins }),
  }
}

const isSameList = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((item, index) => item === other[index])

/** What turned one state of a service user into another, a sentence for each field. */
export function describeChanges(before: ServiceUser, after: ServiceUser): string[] {
  const changes = changesOf(before, toValues(after))
  return [
    changes.name !== undefined && `Name: ${after.name === '' ? 'taken away' : after.name}`,
    changes.expiry_date !== undefined &&
      (after.expiry_date === null ? 'Never expires' : `Expires on ${spellExpiry(after.expiry_date)}`),
    changes.allowed_cors_origins !== undefined &&
      (after.allowed_cors_origins?.length
        ? `CORS origins: ${joinList(after.allowed_cors_origins)}`
        : 'CORS origins: none'),
    Object.keys(changes).length === 0 && 'Its token was reset, or a change was taken back',
  ].filter((line) => line !== false)
}

/** Whether nothing is different that a form or a question about it shows. */
export const isSameServiceUser = (one: ServiceUser, other: ServiceUser) =>
  Object.keys(changesOf(one, toValues(other))).length === 0
