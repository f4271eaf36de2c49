import { useState } from 'react'
import { ApiError } from '#src/api/api-error.ts'
import { useAttempt } from './use-attempt.ts'

/** Like {@link useAttempt}, and knows whether what was asked for last may have been done although no answer came. */
export function useUnsureAttempt() {
  const keyFor = useAttempt()
  const [isUnsure, setIsUnsure] = useState(false)
  const attempt = async (request: unknown, run: (idempotencyKey: string) => Promise<unknown>): Promise<void> => {
    setIsUnsure(false)
    try {
      await run(keyFor(request))
    } catch (error) {
      setIsUnsure(error instanceof ApiError && error.kind !== 'refused')
      throw error
    }
  }
  return { isUnsure, attempt }
}
