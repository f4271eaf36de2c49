import type { Reply, TestApp } from './test-app.ts'

/** What a browser on the dashboard's own page sends with a change. */
const ownPage = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }

/** The session cookie that an answer sets; undefined when it sets none or deletes it. */
export function cookieOf({ headers }: Reply): string | undefined {
  const [first] = [headers['set-cookie']].flat()
  return /^((?:__Host-)?steward=[^;]+);/.exec(String(first ?? ''))?.[1]
}

/** Calls the API as a browser with this session cookie. */
export const callWith =
  (test: TestApp, cookie: string | undefined) =>
  (method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
    test.call(method, url, { body, headers: { ...ownPage, ...(cookie ? { cookie } : {}), ...headers } })
