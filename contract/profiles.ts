import * as z from 'zod/mini'

/** What somebody may do in an organization, from most to least (document 003). */
export const profiles = ['OWNER', 'CLUSTER_ADMIN', 'READ_ONLY'] as const

export const profile = z.enum(profiles)
export type Profile = z.output<typeof profile>

/** Whether the profile allows nothing that the other one does not. */
export const isWithin = (inner: Profile, outer: Profile): boolean => profiles.indexOf(inner) >= profiles.indexOf(outer)
