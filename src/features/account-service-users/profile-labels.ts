import { type Profile, profiles } from '#contract/profiles.ts'

const labels: Readonly<Record<Profile, string>> = {
  OWNER: 'Owner',
  CLUSTER_ADMIN: 'Cluster admin',
  READ_ONLY: 'Read only',
}

const abilities: Readonly<Record<Profile, string>> = {
  OWNER: 'It can manage projects and members.',
  CLUSTER_ADMIN: 'It can manage projects, and list members.',
  READ_ONLY: 'It can look at projects, members and usage.',
}

const profileOf = (text: string): Profile | undefined => profiles.find((profile) => profile === text)

/** A profile of another server is shown by its own name. */
export function profileLabel(text: string): string {
  const profile = profileOf(text)
  return profile === undefined ? text : labels[profile]
}

/** What a service user can do at most; each of its keys opens a part of it. */
export function profileAbility(text: string): string | undefined {
  const profile = profileOf(text)
  return profile && abilities[profile]
}
