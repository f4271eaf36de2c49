import { lazyDialog } from '#src/lib/lazy-dialog.tsx'

export const SaveRolesDialog = lazyDialog(() =>
  import('./save-roles-dialog.tsx').then((module) => module.SaveRolesDialog),
)
export const NearDuplicatesDialog = lazyDialog(() =>
  import('./near-duplicates-dialog.tsx').then((module) => module.NearDuplicatesDialog),
)
