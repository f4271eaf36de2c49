import type { Router } from '#server/route.ts'

export function organizationsRoutes(_router: Router): void {}
