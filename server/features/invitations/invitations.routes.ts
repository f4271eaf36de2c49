import type { Router } from '#server/route.ts'

export function invitationsRoutes(_router: Router): void {}
