import { lazyDialog } from '#src/lib/lazy-dialog.tsx'

export const LimitDialog = lazyDialog(() => import('./limit-dialog.tsx').then((module) => module.LimitDialog))
