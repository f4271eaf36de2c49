import { lazyDialog } from '#src/lib/lazy-dialog.tsx'

/** {@link import('./confirm-dialog.tsx').ConfirmDialog}, loaded when first shown. */
export const ConfirmDialog = lazyDialog(() => import('./confirm-dialog.tsx').then((module) => module.ConfirmDialog))

/** {@link import('./secret-dialog.tsx').SecretDialog}, loaded when first shown. */
export const SecretDialog = lazyDialog(() => import('./secret-dialog.tsx').then((module) => module.SecretDialog))
