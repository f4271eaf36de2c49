import type { Router } from '#server/route.ts'

export function usageRoutes(_router: Router): void {}
