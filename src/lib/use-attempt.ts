import { useRef } from 'react'
import { newIdempotencyKey } from './idempotency-key.ts'

/**
 * Gives the same idempotency key for as long as the same thing is asked for: a second try after a lost answer gets that
 * answer, and with it the token that is given only once. Something else asked for is another attempt.
 */
export function useAttempt(): (request: unknown) => string {
  const attempt = useRef({ request: '', key: '' })
  return (request) => {
    const text = JSON.stringify(request)
    if (attempt.current.key === '' || attempt.current.request !== text)
      attempt.current = { request: text, key: newIdempotencyKey() }
    return attempt.current.key
  }
}
