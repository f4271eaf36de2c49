import { paths, safeReturnPath } from '#src/lib/paths.ts'

const publicPaths: readonly string[] = [paths.signIn(), paths.setup(), paths.invitation()]

const readMeta = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content

/**
 * Where to start instead of the address asked for, if anywhere. The server says in the page whether its reader is
 * signed in and whether it waits for its first admin, so that nobody is met by a failing request. A page that says
 * nothing (in development, or from another server) finds out by asking.
 */
export function firstAddress(location: Pick<Location, 'pathname' | 'search'>): string | undefined {
  const isPublic = publicPaths.includes(location.pathname)
  if (readMeta('steward-setup') === 'needed') return isPublic ? undefined : paths.setup()
  const session = readMeta('steward-session')
  if (session === 'active' && location.pathname === paths.signIn())
    return safeReturnPath(new URLSearchParams(location.search).get('return'))
  if (session !== 'none' || isPublic) return undefined
  const asked = location.pathname + location.search
  return paths.signIn(asked === '/' ? undefined : asked)
}
