import type { Router } from '#server/route.ts'

export function rolesRoutes(_router: Router): void {}
