import { lazyDialog } from '#src/lib/lazy-dialog.tsx'

export const CreateRoleDialog = lazyDialog(() =>
  import('./create-role-dialog.tsx').then((module) => module.CreateRoleDialog),
)
export const DeleteRoleDialog = lazyDialog(() =>
  import('./delete-role-dialog.tsx').then((module) => module.DeleteRoleDialog),
)
