import { useEffect } from 'react'
import type { OwnAccess } from '#contract/access.ts'
import type { ServiceUser } from '#contract/service-users.ts'
import { showToast } from '#src/components/toast.tsx'
import { useUrlState } from '#src/lib/url-state.ts'
import { whyNotCutOff, whyNotRotate } from './service-user-actions.tsx'
import type { OpenDialog } from './service-user-dialogs.tsx'

/** Names a service user that a link wants something done with. */
const linked = { rotate: '', 'cut-off': '' }

interface LinkedDialog {
  /** Undefined while they load. */
  serviceUsers: readonly ServiceUser[] | undefined
  own: OwnAccess | undefined
  /** Whether it is still to be heard what the caller may do. */
  isPending: boolean
  open: (dialog: OpenDialog) => void
}

/** Opens what the address asks for, once, or says why it cannot; the address asks for it no longer then. */
export function useLinkedDialog({ serviceUsers, own, isPending, open }: LinkedDialog): void {
  const [{ rotate, 'cut-off': cutOff }, setLink] = useUrlState(linked)
  const kind = rotate === '' ? 'cut-off' : 'rotate'
  const id = rotate === '' ? cutOff : rotate
  useEffect(() => {
    if (id === '' || serviceUsers === undefined || isPending) return
    setLink(linked)
    const serviceUser = serviceUsers.find((one) => one.id === id)
    const reason = serviceUser
      ? (kind === 'rotate' ? whyNotRotate : whyNotCutOff)(own, serviceUser)
      : 'The service user is not there any more.'
    if (serviceUser && reason === undefined) open({ kind, serviceUser })
    else showToast({ id: 'linked', kind: 'error', title: titles[kind], message: reason ?? '' })
  }, [id, kind, serviceUsers, own, isPending, open, setLink])
}

const titles = { rotate: 'The token cannot be rotated', 'cut-off': 'There is nothing to cut off here' }
