import type { SampleProject } from './projects.ts'
import type { Random } from './random.ts'
import type { Row } from './tables.ts'

type AssignmentRow = Row['roleAssignments']
type Assignee = Required<Pick<AssignmentRow, 'accountId'>> | Pick<AssignmentRow, 'serviceUserId' | 'deploymentId'>
type MemberRow = Row['organizationMembers']

interface Sources {
  projects: readonly SampleProject[]
  roles: readonly Row['roles'][]
  serviceUsers: readonly Row['serviceUsers'][]
  /** Account id by e-mail. */
  accountIds: ReadonlyMap<string, string>
}

/** Roles as often as people are given them. */
const peoplesRoles = [
  ...Array.from({ length: 6 }, () => 'project-viewer'),
  ...Array.from({ length: 4 }, () => 'project-editor'),
  ...Array.from({ length: 3 }, () => 'deployment-editor'),
  'project-admin',
  'deployment-admin',
  'deployment-viewer',
  'deployment-viewer',
  'deployment-request-user',
  'pipeline-editor',
  'pipeline-viewer',
  'pipeline-request-user',
  'bucket-editor',
  'file-reader',
  'file-writer',
]
const serviceUsersRoles = [
  ...Array.from({ length: 5 }, () => 'deployment-request-user'),
  'pipeline-request-user',
  'pipeline-request-user',
  'file-writer',
  'file-reader',
  'project-viewer',
  'service-user-project-admin',
]

/** Who these accounts are must not depend on the dice. */
const fixed: Record<string, readonly [project: string, role: string, object?: string][]> = {
  'lead@example.com': [['defect-detection', 'project-admin']],
  'member@example.com': [
    ['defect-detection', 'project-viewer'],
    ['defect-detection', 'file-reader', 'inspection-images'],
  ],
}

/** What the roles of a project are given to, each at most once, and who belongs to the project for that. */
class Book {
  readonly roleAssignments: AssignmentRow[] = []
  readonly projectMembers: Row['projectMembers'][] = []
  readonly #taken = new Set<string>()
  readonly #random: Random
  readonly #now: Date

  constructor(random: Random, now: Date) {
    this.#random = random
    this.#now = now
  }

  assign(
    { row: project }: SampleProject,
    role: { id?: string } | undefined,
    assignee: Assignee,
    { since, objectId = null }: { since: Date; objectId?: string | null },
  ): void {
    const key = JSON.stringify([project.id, role?.id, assignee, objectId])
    if (!role?.id || this.#taken.has(key)) return
    this.#taken.add(key)
    const earliest = Math.max(since.getTime(), project.createdAt.getTime())
    const createdAt = new Date(Math.floor(this.#random.between(earliest, this.#now.getTime())))
    const tenant = { organizationId: project.organizationId, projectId: project.id }
    if ('accountId' in assignee && assignee.accountId) {
      const memberKey = `${project.id} ${assignee.accountId}`
      if (!this.#taken.has(memberKey)) {
        this.projectMembers.push({ ...tenant, accountId: assignee.accountId, createdAt })
      }
      this.#taken.add(memberKey)
    }
    this.roleAssignments.push({
      ...tenant,
      id: this.#random.id(createdAt),
      roleId: role.id,
      objectId,
      createdAt,
      ...assignee,
    })
  }
}

export function createRoleAssignments(random: Random, now: Date, sources: Sources) {
  const book = new Book(random.fork('book'), now)
  const fixedIds = new Map(Object.keys(fixed).map((email) => [sources.accountIds.get(email), email]))

  for (const project of sources.projects) {
    const roleOf = (name: string) =>
      sources.roles.find((role) => role.projectId === project.row.id && role.name === name)
    for (const [accountId, email] of fixedIds) {
      for (const [projectName, role, objectName] of fixed[email] ?? []) {
        if (projectName !== project.row.name || !accountId) continue
        const object = project.objects.find(({ row }) => row.name === objectName)?.row
        book.assign(
          project,
          roleOf(role),
          { accountId },
          { since: project.row.createdAt, objectId: object?.id ?? null },
        )
      }
    }
    for (const member of project.organization.members) {
      if (member.admin) {
        book.assign(project, roleOf('project-admin'), { accountId: member.accountId }, { since: member.createdAt })
      } else if (!fixedIds.has(member.accountId)) {
        assignSome(random, book, project, member, roleOf, sources)
      }
    }
    for (const serviceUser of sources.serviceUsers) {
      if (serviceUser.projectId !== project.row.id || random.chance(0.12)) continue
      const role = random.pick(serviceUsersRoles)
      const objectId = random.chance(0.6) ? objectFor(random, project, role) : null
      book.assign(project, roleOf(role), { serviceUserId: serviceUser.id }, { since: serviceUser.createdAt, objectId })
    }
    const bucketIds = project.objects.filter(({ row }) => row.kind === 'bucket').map(({ row }) => row.id)
    for (const [index, { row }] of project.objects.entries()) {
      if (row.kind !== 'deployment' || (index > 0 && random.chance(0.5))) continue
      const role = roleOf(index === 0 ? 'file-reader' : random.pick(['file-reader', 'file-writer']))
      const objectId = index === 0 ? bucketIds[0] : random.pick(bucketIds)
      book.assign(project, role, { deploymentId: row.id }, { since: row.createdAt, objectId: objectId ?? null })
    }
  }
  return { roleAssignments: book.roleAssignments, projectMembers: book.projectMembers }
}

/** In a large organization most people work in one or two of its projects; everybody in a small one works in all. */
function assignSome(
  random: Random,
  book: Book,
  project: SampleProject,
  { accountId, createdAt: since }: MemberRow,
  roleOf: (name: string) => { id?: string } | undefined,
  { roles: all }: Sources,
): void {
  if (project.objects.length === 0) return
  if (random.chance(project.organization.members.length > 20 ? 0.72 : 0.3)) return
  const custom = all.filter((role) => role.projectId === project.row.id && !role.isDefault).map(({ name }) => name)
  const count = random.chance(0.3) ? 2 : 1
  for (let given = 0; given < count; given += 1) {
    const role = custom.length > 0 && random.chance(0.2) ? random.pick(custom) : random.pick(peoplesRoles)
    const objectId = random.chance(0.3) ? objectFor(random, project, role) : null
    book.assign(project, roleOf(role), { accountId }, { since, objectId })
  }
}

/** An object of the kind that the role is about; null (the whole project) for a role about everything. */
function objectFor(random: Random, project: SampleProject, role: string): string | null {
  const kind = /^(deployment|pipeline|bucket)-/.exec(role)?.[1] ?? (role.startsWith('file-') ? 'bucket' : undefined)
  const candidates = project.objects.filter(({ row }) => row.kind === kind)
  return candidates.length > 0 ? random.pick(candidates).row.id : null
}
