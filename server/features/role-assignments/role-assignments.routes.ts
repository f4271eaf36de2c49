import type { Router } from '#server/route.ts'

export function roleAssignmentsRoutes(_router: Router): void {}
