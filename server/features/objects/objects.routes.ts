import type { Router } from '#server/route.ts'

export function objectsRoutes(_router: Router): void {}
