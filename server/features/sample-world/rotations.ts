import { serviceUserEmail } from '#server/features/service-users/service-users.service.ts'
import type { SampleProject } from './projects.ts'
import type { Random } from './random.ts'
import type { Row } from './tables.ts'

const HOUR_MS = 3_600_000

/** Hours ago: when the new token was made, and when each of them was last used; null: never. */
const plans: Record<string, { made: number; newUsed: number | null; oldUsed: number }> = {
  'shelf-analytics': { made: 71, newUsed: 1, oldUsed: 5 },
  'visual-search': { made: 170, newUsed: 2, oldUsed: 96 },
  'image-labelling': { made: 3, newUsed: null, oldUsed: 1 },
}

interface Sources {
  projects: readonly SampleProject[]
  serviceUsers: readonly Row['serviceUsers'][]
  roleAssignments: readonly Row['roleAssignments'][]
}

/** Service users of which the tokens are being replaced, one in each stage. */
export function createRotations(random: Random, now: Date, { projects, serviceUsers, roleAssignments }: Sources) {
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * HOUR_MS)
  const oldUsed = new Map<string, Date>()
  const added: Pick<{ [Name in keyof Row]: Row[Name][] }, 'serviceUsers' | 'roleAssignments' | 'serviceUserRotations'> =
    { serviceUsers: [], roleAssignments: [], serviceUserRotations: [] }

  for (const { row: project } of projects) {
    const plan = plans[project.name]
    const old = serviceUsers.find(
      ({ projectId, expiresAt }) => projectId === project.id && (!expiresAt || expiresAt > now),
    )
    if (!plan || !old) continue
    const createdAt = hoursAgo(plan.made)
    const id = random.id(createdAt)
    const { organizationId, projectId } = old
    oldUsed.set(old.id, hoursAgo(plan.oldUsed))
    added.serviceUsers.push({
      ...old,
      id,
      email: serviceUserEmail(id, project.name),
      expiresAt: new Date(createdAt.getTime() + 180 * 24 * HOUR_MS),
      tokenHash: random.bytes(32),
      tokenPrefix: `stw_${random.bytes(3).toString('hex')}`,
      tokenLastUsedAt: plan.newUsed === null ? null : hoursAgo(plan.newUsed),
      createdAt,
    })
    for (const held of roleAssignments.filter(({ serviceUserId }) => serviceUserId === old.id)) {
      added.roleAssignments.push({ ...held, id: random.id(createdAt), serviceUserId: id, createdAt })
    }
    added.serviceUserRotations.push({ organizationId, projectId, oldId: old.id, newId: id, createdAt })
  }

  const inUse = serviceUsers.map((row) => ({ ...row, tokenLastUsedAt: oldUsed.get(row.id) ?? row.tokenLastUsedAt }))
  return {
    serviceUsers: [...inUse, ...added.serviceUsers],
    roleAssignments: [...roleAssignments, ...added.roleAssignments],
    serviceUserRotations: added.serviceUserRotations,
  }
}
