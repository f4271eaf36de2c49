import type { Router } from '#server/route.ts'

export function sessionRoutes(_router: Router): void {}
