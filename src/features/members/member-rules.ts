import type { Member } from '#contract/members.ts'

export const nameOf = ({ name, surname }: Pick<Member, 'name' | 'surname'>) => `${name} ${surname}`.trim()

/** How a sentence calls the person: by name, else by address. */
export const callName = (member: Member) => nameOf(member) || member.email

const isActiveAdmin = ({ admin, status }: Member) => admin && status !== 'invited'

/** Whether nobody who can act would be admin without this person. */
export function isLastAdmin(member: Member, members: readonly Member[]): boolean {
  return isActiveAdmin(member) && !members.some((other) => other.id !== member.id && isActiveAdmin(other))
}
