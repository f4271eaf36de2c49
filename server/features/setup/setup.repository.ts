import { eq } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { setupCodes } from '#server/db/schema.ts'

export async function insertCode(db: Db, codeHash: Buffer, now: Date): Promise<void> {
  await db.insert(setupCodes).values({ codeHash, createdAt: now })
}

export async function hasCode(db: Db, codeHash: Buffer): Promise<boolean> {
  const rows = await db.select({ at: setupCodes.createdAt }).from(setupCodes).where(eq(setupCodes.codeHash, codeHash))
  return rows.length > 0
}

export async function deleteCodes(db: Db): Promise<void> {
  await db.delete(setupCodes)
}
