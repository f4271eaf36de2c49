import type { Random } from './random.ts'
import type { Row } from './tables.ts'

const DAY_MS = 86_400_000

/**
 * Personal tokens and sessions of the account that most visitors sign in with. Nothing leads to their hashes: a seed
 * that everybody can read must open nothing.
 */
export function createCredentials(random: Random, now: Date, accountIds: ReadonlyMap<string, string>) {
  const accountId = accountIds.get('admin@example.com')
  if (!accountId) return { personalTokens: [], sessions: [] }
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS)

  const token = (name: string, created: number, used: number | null, expires: number | null) => ({
    id: random.id(daysAgo(created)),
    accountId,
    name,
    tokenHash: random.bytes(32),
    tokenPrefix: `stw_${random.bytes(3).toString('hex')}`,
    createdAt: daysAgo(created),
    expiresAt: expires === null ? null : daysAgo(-expires),
    lastUsedAt: used === null ? null : daysAgo(used),
  })
  const session = (userAgent: string, address: string, created: number, seen: number) => ({
    id: random.id(daysAgo(created)),
    accountId,
    tokenHash: random.bytes(32),
    userAgent,
    address,
    createdAt: daysAgo(created),
    lastSeenAt: daysAgo(seen),
  })
  return {
    personalTokens: [
      token('laptop', 203, 0.4, null),
      token('terraform', 96, 2.1, 84),
      token('quarterly report', 21, null, 5),
    ] satisfies Row['personalTokens'][],
    sessions: [
      session('Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0', '192.0.2.17', 3, 0.1),
      session(
        'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
        '198.51.100.64',
        1.2,
        0.3,
      ),
    ] satisfies Row['sessions'][],
  }
}
