import { lazyDialog } from '#src/lib/lazy-dialog.tsx'

export const CreateRoleDialog = lazyDialog(() =>
  import('./create-role-dialog.tsx').then((module) => module.CreateRoleDialog),
)
export const DeleteRoleDialog = lazyDialog(() =>
  import('./delete-role-dialog.tsx').then((module) => module.DeleteRoleDialog),
)
export const SaveRoleDialog = lazyDialog(() => import('./save-role-dialog.tsx').then((module) => module.SaveRoleDialog))
