import type { ServiceUserActor } from '#server/actor.ts'
import type { Db } from '#server/db/pool.ts'
import * as repository from './service-users.repository.ts'

const TOUCH_MS = 60_000

/** The live service user with this token, if any; notes when the token was last used, at most once a minute. */
export async function findActorByToken(db: Db, tokenHash: Buffer, now: Date): Promise<ServiceUserActor | undefined> {
  const row = await repository.findLiveByTokenHash(db, tokenHash, now)
  if (!row) return undefined
  if (!row.tokenLastUsedAt || now.getTime() - row.tokenLastUsedAt.getTime() > TOUCH_MS) {
    await repository.touchToken(db, row.id, now)
  }
  const { id, email, organizationId, projectId, allowedCorsOrigins } = row
  return {
    type: 'service_user',
    id,
    email,
    organizationId,
    projectId,
    allowedCorsOrigins,
    credential: { type: 'service_user_token', id },
  }
}
