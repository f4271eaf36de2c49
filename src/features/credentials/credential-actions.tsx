import { RotateCcwKey, ShieldAlert, SquareArrowOutUpRight } from 'lucide-react'
import type { Credential } from '#contract/credentials.ts'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { isExpired } from '#src/lib/expiry.ts'
import { paths } from '#src/lib/paths.ts'
import { sideOf } from './credential.ts'

/** Where it is managed. */
export const placeOf = (organization: string, { username, project, email }: Credential) =>
  username === null ? paths.serviceUsers(project ?? '', { q: email }) : paths.accountServiceUser(organization, username)

/** What its own page does with it; that page knows who may. */
export function credentialActions(organization: string, credential: Credential, now: Date): readonly MenuEntry[] {
  const { id, project, username, key_type, expiry_date } = credential
  const open: MenuEntry = {
    label: 'Open',
    icon: <SquareArrowOutUpRight size={16} aria-hidden />,
    to: placeOf(organization, credential),
  }
  const rotate = { label: 'Rotate token', icon: <RotateCcwKey size={16} aria-hidden /> }
  const cutOff = { label: 'Leaked? Cut off now', icon: <ShieldAlert size={16} aria-hidden /> }
  if (username !== null) {
    return [
      open,
      'divider',
      { ...cutOff, to: paths.accountServiceUser(organization, username, { 'cut-off': key_type ?? '' }) },
    ]
  }
  return [
    open,
    sideOf(credential) === undefined
      ? {
          ...rotate,
          note: 'A new one beside the old one, which you retire later',
          to: paths.serviceUsers(project ?? '', { rotate: id }),
        }
      : { ...rotate, disabledReason: 'A rotation is under way', onSelect: () => undefined },
    'divider',
    isExpired(expiry_date, now)
      ? { ...cutOff, disabledReason: 'It has expired: it opens nothing', onSelect: () => undefined }
      : { ...cutOff, to: paths.serviceUsers(project ?? '', { 'cut-off': id }) },
  ]
}
