import type { Router } from '#server/route.ts'

export function serviceUsersRoutes(_router: Router): void {}
