import type { Router } from '#server/route.ts'

export function projectsRoutes(_router: Router): void {}
