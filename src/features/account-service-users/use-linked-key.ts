import { useEffect } from 'react'
import { type AccountServiceUser, type ApiKeyType, apiKeyTypes } from '#contract/account-service-users.ts'
import { showToast } from '#src/components/toast.tsx'
import { useUrlState } from '#src/lib/url-state.ts'

/** The type of a key that a link wants to see ended. */
const linked = { 'cut-off': '' }

/** Asks about the key that the address names, once: one that is generated later is another one. */
export function useLinkedKey(serviceUser: AccountServiceUser, ask: (type: ApiKeyType) => void): void {
  const [{ 'cut-off': cutOff }, setLink] = useUrlState(linked)
  useEffect(() => {
    if (cutOff === '') return
    setLink(linked)
    const type = heldType(cutOff, serviceUser)
    if (type) ask(type)
    else
      showToast({ id: 'linked', kind: 'error', message: 'It has no such key any more: there is nothing to cut off.' })
  }, [cutOff, serviceUser, ask, setLink])
}

function heldType(type: string, { apiKeys }: AccountServiceUser): ApiKeyType | undefined {
  const isHeld = apiKeys.apiKeys.some(({ keyType }) => keyType === type)
  return isHeld ? apiKeyTypes.find(({ name }) => name === type)?.name : undefined
}
