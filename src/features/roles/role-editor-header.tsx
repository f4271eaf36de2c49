import { Copy, Trash2 } from 'lucide-react'
import { GatedButton } from '#src/components/gated-button.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { CreateRoleDialog, DeleteRoleDialog } from './role-dialogs.tsx'
import { whyNoCloning, whyNoDeleting } from './role-rights.ts'
import { type RoleViewProps, usedByText } from './role-view.ts'

interface RoleEditorHeaderProps extends Pick<RoleViewProps, 'item' | 'rights'> {
  name: string
  permissions: readonly string[]
  isDirty: boolean
  onOpen: (dialog: 'clone' | 'delete') => void
}

/** The title of a custom role, who uses it, and what can be done with it as a whole. */
export function RoleEditorHeader({ name, permissions, item, rights, isDirty, onOpen }: RoleEditorHeaderProps) {
  return (
    <PageHeader
      title={name}
      description={`Custom role${usedByText(item)}.`}
      actions={
        <>
          <GatedButton
            variant="default"
            leftSection={<Copy size={16} aria-hidden />}
            disabledReason={whyNoCloning(rights, permissions)}
            {...preloadOn(CreateRoleDialog)}
            onClick={() => onOpen('clone')}
          >
            Clone
          </GatedButton>
          <GatedButton
            variant="default"
            leftSection={<Trash2 size={16} aria-hidden />}
            disabledReason={isDirty ? 'Save or discard your changes first' : whyNoDeleting(rights)}
            {...preloadOn(DeleteRoleDialog)}
            onClick={() => onOpen('delete')}
          >
            Delete
          </GatedButton>
        </>
      }
    />
  )
}
