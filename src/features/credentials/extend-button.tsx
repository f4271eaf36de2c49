import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Credential } from '#contract/credentials.ts'
import { GatedButton } from '#src/components/gated-button.tsx'
import { useNow } from '#src/lib/use-now.ts'
import { asEndingToken, distinctLabelOf, whyNotExtend } from './credential.ts'
import { EXTENSION_DAYS, extendToken } from './extend-token.ts'

export function ExtendButton({ credential }: { credential: Credential }) {
  const client = useQueryClient()
  const now = useNow()
  const [isPending, setIsPending] = useState(false)
  const token = asEndingToken(credential, now)

  const extend = async () => {
    if (isPending || token === undefined) return
    setIsPending(true)
    await extendToken(client, token)
    setIsPending(false)
  }
  return (
    <GatedButton
      size="compact-sm"
      variant="default"
      // Not `loading`, which would disable it and so lose the focus.
      aria-busy={isPending}
      disabledReason={whyNotExtend(credential, now)}
      onClick={() => void extend()}
    >
      +{EXTENSION_DAYS} days <span className="visually-hidden">for {distinctLabelOf(credential)}</span>
    </GatedButton>
  )
}
