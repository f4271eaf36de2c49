import { corsOrigin } from '#contract/service-users.ts'

/** What keeps a text from being an origin, said for the part that is wrong; undefined for a good one. */
export function judgeOrigin(value: string): string | undefined {
  const parsed = corsOrigin.safeParse(value)
  if (parsed.success) return undefined
  const text = value.trim()
  if (text === '*' || text.includes('*')) return 'Wildcards are not supported; name each origin'
  if (text === 'null') return 'Pages without an origin cannot be allowed'
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return `Add the scheme, like https://${text.replace(/^\/+/, '').replace(/[/?#].*$/, '')}`
  if (!/^https?:\/\//i.test(text)) return 'Only http and https'
  if (!URL.canParse(text)) return 'Not a valid address'
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return 'Leave out user and password'
  if (/[/?#]/.test(text.replace(/^https?:\/\//i, ''))) return `Leave out what follows the host: ${url.origin}`
  if (url.origin !== text.toLowerCase() && corsOrigin.safeParse(url.origin).success)
    return `Browsers send it as ${url.origin}`
  return parsed.error.issues[0]?.message ?? 'Not an origin'
}
