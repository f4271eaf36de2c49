import type { Router } from '#server/route.ts'

export function setupRoutes(_router: Router): void {}
