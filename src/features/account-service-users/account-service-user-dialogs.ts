import { lazyDialog } from '#src/lib/lazy-dialog.tsx'

// Opened from the list and from the page of one.

export const EditAccountServiceUserDialog = lazyDialog(() =>
  import('./edit-account-service-user-dialog.tsx').then((module) => module.EditAccountServiceUserDialog),
)
export const DeactivateDialog = lazyDialog(() =>
  import('./deactivate-dialog.tsx').then((module) => module.DeactivateDialog),
)
