import { Dialog } from '#src/components/dialog.tsx'
import { ObjectAccessList, type ObjectAccessListProps } from './object-access-list.tsx'

/** Everybody with roles on an object. */
export function AccessDrawer({ onClose, ...place }: ObjectAccessListProps & { onClose: () => void }) {
  return (
    <Dialog title={`Who has access to ${place.name}`} kind="drawer" size="lg" onClose={onClose}>
      <ObjectAccessList {...place} />
    </Dialog>
  )
}
