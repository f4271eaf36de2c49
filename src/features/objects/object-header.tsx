import { useQuery } from '@tanstack/react-query'
import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { GatedButton } from '#src/components/gated-button.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { paths } from '#src/lib/paths.ts'
import { DeleteObjectDialog, EditObjectDialog } from './object-dialogs.tsx'
import type { ProjectObject } from './objects.queries.ts'
import { whyNot } from './rights.ts'

/** What an object is called, and what can be done with it. */
export function ObjectHeader({ project, object }: { project: string; object: ProjectObject }) {
  const navigate = useNavigate()
  const { data: own } = useQuery(ownAccessQuery(project))
  const [dialog, setDialog] = useState<'edit' | 'delete'>()
  const close = () => setDialog(undefined)
  const place = { project, kind: object.kind, name: object.name, onClose: close }
  return (
    <>
      <PageHeader
        title={object.name}
        description={object.description}
        actions={
          <>
            <GatedButton
              variant="default"
              leftSection={<Pencil size={16} aria-hidden />}
              disabledReason={whyNot(own, `${object.kind}s.update`, object)}
              {...preloadOn(EditObjectDialog)}
              onClick={() => setDialog('edit')}
            >
              Edit
            </GatedButton>
            <GatedButton
              variant="default"
              leftSection={<Trash2 size={16} aria-hidden />}
              disabledReason={whyNot(own, `${object.kind}s.delete`, object)}
              {...preloadOn(DeleteObjectDialog)}
              onClick={() => setDialog('delete')}
            >
              Delete
            </GatedButton>
          </>
        }
      />
      {dialog === 'edit' && (
        <EditObjectDialog
          {...place}
          onSaved={(name) => {
            if (name !== object.name) void navigate(paths.object(project, object.kind, name), { replace: true })
          }}
        />
      )}
      {dialog === 'delete' && (
        <DeleteObjectDialog {...place} onDeleted={() => void navigate(paths.objects(project, object.kind))} />
      )}
    </>
  )
}
