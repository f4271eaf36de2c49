import type { Router } from '#server/route.ts'

export function membersRoutes(_router: Router): void {}
