import type { FastifyBaseLogger } from 'fastify'
import type { Db } from './db/pool.ts'
import { createUsageMonths } from './db/usage-months.ts'
import { deleteExpiredInvitations } from './features/invitations/invitations.service.ts'
import { deleteEndedSessions } from './features/session/session.service.ts'
import { deleteOldAnswers } from './idempotency.ts'
import { deleteEndedThrottles } from './throttle.ts'

const EVERY_MS = 10 * 60_000

/** Deletes what has ended and is only in the way, and makes the partitions of months to come. */
export async function tidyUp(db: Db, now: Date): Promise<void> {
  await deleteEndedSessions(db, now)
  await deleteExpiredInvitations(db, now)
  await deleteEndedThrottles(db, now)
  await deleteOldAnswers(db, now)
  await createUsageMonths(db, now)
}

/** Tidies up now and every ten minutes, and keeps no process alive for it. Several processes may do so at once. */
export function keepHouse(db: Db, log: Pick<FastifyBaseLogger, 'warn'>): void {
  const tidy = () => {
    tidyUp(db, new Date()).catch((error: unknown) => log.warn({ err: error }, 'housekeeping failed; it is tried again'))
  }
  tidy()
  setInterval(tidy, EVERY_MS).unref()
}
