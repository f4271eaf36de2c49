import { lazyDialog } from '#src/lib/lazy-dialog.tsx'

export const CreateObjectDialog = lazyDialog(() =>
  import('./create-object-dialog.tsx').then((module) => module.CreateObjectDialog),
)
export const EditObjectDialog = lazyDialog(() =>
  import('./edit-object-dialog.tsx').then((module) => module.EditObjectDialog),
)
export const DeleteObjectDialog = lazyDialog(() =>
  import('./delete-object-dialog.tsx').then((module) => module.DeleteObjectDialog),
)
export const AccessDrawer = lazyDialog(() => import('./access-drawer.tsx').then((module) => module.AccessDrawer))
