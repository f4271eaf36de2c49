import { Button } from '@mantine/core'
import { Copy, Trash2 } from 'lucide-react'
import { PageHeader } from '#src/components/page-header.tsx'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { CreateRoleDialog, DeleteRoleDialog } from './role-dialogs.tsx'
import { type RoleViewProps, usedByText } from './role-view.ts'

interface RoleEditorHeaderProps extends Pick<RoleViewProps, 'item'> {
  name: string
  isDirty: boolean
  onOpen: (dialog: 'clone' | 'delete') => void
}

/** The title of a custom role, who uses it, and what can be done with it as a whole. */
export function RoleEditorHeader({ name, item, isDirty, onOpen }: RoleEditorHeaderProps) {
  return (
    <PageHeader
      title={name}
      description={`Custom role${usedByText(item)}.`}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<Copy size={16} aria-hidden />}
            {...preloadOn(CreateRoleDialog)}
            onClick={() => onOpen('clone')}
          >
            Clone
          </Button>
          <Button
            variant="default"
            leftSection={<Trash2 size={16} aria-hidden />}
            {...preloadOn(DeleteRoleDialog)}
            onClick={() => onOpen('delete')}
            disabled={isDirty}
            {...(isDirty ? { title: 'Save or discard your changes first' } : {})}
          >
            Delete
          </Button>
        </>
      }
    />
  )
}
