import { KeyRound, Pencil, RotateCcwKey, ShieldAlert, ShieldPlus, Trash2 } from 'lucide-react'
import type { OwnAccess } from '#contract/access.ts'
import type { ServiceUser } from '#contract/service-users.ts'
import { SecretDialog } from '#src/components/lazy-dialogs.tsx'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { isExpired } from '#src/lib/expiry.ts'
import { whyNot } from '#src/lib/own-rights.ts'
import type { OpenDialog } from './service-user-dialogs.tsx'
import * as dialogs from './service-user-lazy-dialogs.ts'

/** Why its token cannot be replaced. */
export function whyNotRotate(own: OwnAccess | undefined, { replaces, replaced_by }: ServiceUser): string | undefined {
  if ((replaces ?? replaced_by) !== undefined) return 'A rotation is under way'
  return whyNot(own, 'service_users.create') ?? whyNot(own, 'roles.assignments.create')
}

/** Why its token cannot be cut off: it takes one of two rights, since there are two ways. */
export function whyNotCutOff(own: OwnAccess | undefined, { expiry_date }: ServiceUser): string | undefined {
  if (isExpired(expiry_date, new Date())) return 'It has expired: its token opens nothing'
  return whyNot(own, 'service_users.delete') && whyNot(own, 'service_users.token.update')
}

/** What can be done with a service user, and why some of it cannot. */
export function serviceUserActions(
  own: OwnAccess | undefined,
  serviceUser: ServiceUser,
  open: (dialog: OpenDialog) => void,
): readonly MenuEntry[] {
  const hasExpired = isExpired(serviceUser.expiry_date, new Date())
  return [
    {
      label: 'Edit',
      icon: <Pencil size={16} aria-hidden />,
      disabledReason: hasExpired ? 'Expired service users cannot be changed' : whyNot(own, 'service_users.update'),
      preload: dialogs.EditServiceUserDialog.preload,
      onSelect: () => open({ kind: 'edit', serviceUser }),
    },
    {
      label: 'Give a role',
      icon: <ShieldPlus size={16} aria-hidden />,
      disabledReason: hasExpired ? 'It has expired and can do nothing' : whyNot(own, 'roles.assignments.create'),
      preload: dialogs.AssignRoleDialog.preload,
      onSelect: () => open({ kind: 'assign', serviceUser }),
    },
    'divider',
    {
      label: 'Rotate token',
      icon: <RotateCcwKey size={16} aria-hidden />,
      note: 'A new one beside the old one, which you retire later',
      disabledReason: whyNotRotate(own, serviceUser),
      preload: () => {
        dialogs.RotateDialog.preload()
        SecretDialog.preload()
      },
      onSelect: () => open({ kind: 'rotate', serviceUser }),
    },
    {
      label: 'Reset token',
      icon: <KeyRound size={16} aria-hidden />,
      note: 'The old one stops working at once',
      disabledReason: hasExpired ? 'Expired service users get no new token' : whyNot(own, 'service_users.token.update'),
      preload: () => {
        dialogs.ResetTokenDialog.preload()
        SecretDialog.preload()
      },
      onSelect: () => open({ kind: 'reset', serviceUser }),
    },
    'divider',
    {
      label: 'Leaked? Cut off now',
      icon: <ShieldAlert size={16} aria-hidden />,
      danger: true,
      disabledReason: whyNotCutOff(own, serviceUser),
      preload: () => {
        dialogs.CutOffDialog.preload()
        SecretDialog.preload()
      },
      onSelect: () => open({ kind: 'cut-off', serviceUser }),
    },
    {
      label: 'Delete',
      icon: <Trash2 size={16} aria-hidden />,
      danger: true,
      disabledReason: whyNot(own, 'service_users.delete'),
      preload: dialogs.DeleteServiceUserDialog.preload,
      onSelect: () => open({ kind: 'delete', serviceUser }),
    },
  ]
}
