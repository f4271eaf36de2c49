import type { Router } from '#server/route.ts'

export function accountRoutes(_router: Router): void {}
