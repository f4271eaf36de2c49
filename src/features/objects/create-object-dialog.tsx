import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router-dom'
import { Dialog } from '#src/components/dialog.tsx'
import { showToast } from '#src/components/toast.tsx'
import { paths } from '#src/lib/paths.ts'
import { useAttempt } from '#src/lib/use-attempt.ts'
import { CreateBucketForm } from './create-bucket-form.tsx'
import { CreateVersionedForm } from './create-versioned-form.tsx'
import { isVersionedKind } from './kinds.ts'
import { createObjectMutation, type NewObject, type ObjectKind } from './objects.queries.ts'

interface CreateObjectDialogProps {
  project: string
  kind: ObjectKind
  onClose: () => void
}

/** A new deployment, pipeline or bucket. What has versions is opened, since it can do nothing without one. */
export function CreateObjectDialog({ project, kind, onClose }: CreateObjectDialogProps) {
  const navigate = useNavigate()
  const create = useMutation(createObjectMutation(project))
  const keyFor = useAttempt()

  const submit = async (object: NewObject) => {
    const { name } = await create.mutateAsync({ ...object, idempotencyKey: keyFor(object) })
    showToast({ kind: 'success', message: `${kind[0]?.toUpperCase()}${kind.slice(1)} ${name} created` })
    onClose()
    if (isVersionedKind(kind)) void navigate(paths.object(project, kind, name))
  }
  return (
    <Dialog title={`Create ${kind}`} kind="drawer" size="lg" onClose={onClose}>
      {isVersionedKind(kind) ? (
        <CreateVersionedForm kind={kind} onSubmit={(body) => submit({ kind, body })} />
      ) : (
        <CreateBucketForm onSubmit={(body) => submit({ kind: 'bucket', body })} />
      )}
    </Dialog>
  )
}
