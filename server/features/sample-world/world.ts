import { createAccountServiceUsers } from './account-service-users.ts'
import { createAuditEvents } from './audit-events.ts'
import { createCredentials } from './credentials.ts'
import { createOrganizations } from './organizations.ts'
import { createProjects } from './projects.ts'
import { Random } from './random.ts'
import { createRoleAssignments } from './role-assignments.ts'
import { createRoles } from './roles.ts'
import { createRotations } from './rotations.ts'
import { createServiceUsers } from './service-users.ts'
import type { World } from './tables.ts'
import { createUsage } from './usage.ts'
import { createUsageLimits } from './usage-limits.ts'
import { createVersionChanges } from './version-changes.ts'

interface WorldOptions {
  /** The same seed and the same instant give the same world. */
  seed?: string
  /** Everything in the world is dated from here. */
  now: Date
  /** Of the one password that every account has. */
  passwordHash: string
}

/** A made-up installation with a past: organizations, people, projects and two years of usage. */
export function createWorld({ seed = 'steward', now, passwordHash }: WorldOptions): World {
  const random = new Random(seed)
  const { all, ...people } = createOrganizations(random.fork('organizations'), now, passwordHash)
  const projects = createProjects(random.fork('projects'), now, all)
  const roles = createRoles(random.fork('roles'), now, projects)
  const serviceUsers = createServiceUsers(random.fork('service users'), now, projects)
  const accountIds = new Map(people.accounts.map(({ email, id }) => [email, id]))
  const sources = { projects, roles, serviceUsers, accountIds }
  const { projectMembers, roleAssignments } = createRoleAssignments(random.fork('role assignments'), now, sources)
  const usage = createUsage(random.fork('usage'), now, projects)
  const { objectVersions, changes } = createVersionChanges(random.fork('version changes'), now, projects)
  const world = {
    ...people,
    ...createAccountServiceUsers(random.fork('account service users'), now, all),
    ...createCredentials(random.fork('credentials'), now, accountIds),
    projects: projects.map(({ row }) => row),
    objects: projects.flatMap((project) => project.objects.map(({ row }) => row)),
    objectVersions,
    roles,
    projectMembers,
    ...createRotations(random.fork('rotations'), now, { projects, serviceUsers, roleAssignments }),
    usage,
    ...createUsageLimits(now, { ...people, usage }),
  }
  return { ...world, auditEvents: createAuditEvents(random.fork('audit'), now, world, changes) }
}
