import { lazyDialog } from '#src/lib/lazy-dialog.tsx'

export const CreateServiceUserDialog = lazyDialog(() =>
  import('./create-service-user-dialog.tsx').then((module) => module.CreateServiceUserDialog),
)
export const EditServiceUserDialog = lazyDialog(() =>
  import('./edit-service-user-dialog.tsx').then((module) => module.EditServiceUserDialog),
)
export const AssignRoleDialog = lazyDialog(() =>
  import('./assign-role-dialog.tsx').then((module) => module.AssignRoleDialog),
)
export const DeleteServiceUserDialog = lazyDialog(() =>
  import('./delete-service-user-dialog.tsx').then((module) => module.DeleteServiceUserDialog),
)
export const ResetTokenDialog = lazyDialog(() =>
  import('./reset-token-dialog.tsx').then((module) => module.ResetTokenDialog),
)
export const CutOffDialog = lazyDialog(() => import('./cut-off-dialog.tsx').then((module) => module.CutOffDialog))
export const RotateDialog = lazyDialog(() => import('./rotate-dialog.tsx').then((module) => module.RotateDialog))
export const RetireDialog = lazyDialog(() => import('./end-rotation-dialog.tsx').then((module) => module.RetireDialog))
export const GiveUpDialog = lazyDialog(() => import('./end-rotation-dialog.tsx').then((module) => module.GiveUpDialog))
