import { uuidv7 } from 'uuidv7'
import { defaultRoles } from '#contract/default-roles.ts'
import type { Db } from '#server/db/pool.ts'
import { roles } from '#server/db/schema.ts'

export interface ProjectKey {
  organizationId: string
  projectId: string
}

/** Gives a new project its own rows of the default roles. */
export async function insertDefaultRoles(db: Db, { organizationId, projectId }: ProjectKey, now: Date): Promise<void> {
  await db.insert(roles).values(
    Object.entries(defaultRoles).map(([name, permissions]) => ({
      id: uuidv7(),
      organizationId,
      projectId,
      name,
      isDefault: true,
      permissions: [...permissions],
      createdAt: now,
    })),
  )
}
