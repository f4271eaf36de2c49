import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { GitBranch, Plus, Star, Trash2 } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { ObjectVersion } from '#contract/objects.ts'
import { isRefusal, messageOf, requestIdOf } from '#src/api/api-error.ts'
import type { Column } from '#src/components/data-table/columns.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { ConfirmDialog } from '#src/components/lazy-dialogs.tsx'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { showToast } from '#src/components/toast.tsx'
import { Truncate } from '#src/components/truncate.tsx'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { formatCount } from '#src/lib/numbers.ts'
import { labelTexts } from './labels.ts'
import { NotOpen } from './not-open.tsx'
import classes from './object.module.css'
import textClasses from './objects.module.css'
import {
  deleteVersionMutation,
  objectKeys,
  updateObjectMutation,
  type VersionedKind,
  versionListQuery,
} from './objects.queries.ts'
import { whyNot } from './rights.ts'

const CreateVersionDialog = lazyDialog(() =>
  import('./create-version-dialog.tsx').then((module) => module.CreateVersionDialog),
)

type OpenDialog = { kind: 'create' } | { kind: 'delete'; version: ObjectVersion }

interface VersionsTableProps {
  project: string
  kind: VersionedKind
  name: string
  /** Undefined until it is known. */
  defaultVersion: string | null | undefined
  /** Of the object as it is shown, whose default version can be changed here. */
  etag: string | undefined
}

/** The versions of a deployment or pipeline. */
export function VersionsTable({ project, kind, name, defaultVersion, etag }: VersionsTableProps) {
  const client = useQueryClient()
  const versions = useQuery(versionListQuery(project, kind, name))
  const { data: own } = useQuery(ownAccessQuery(project))
  const { mutate: update } = useMutation(updateObjectMutation(project))
  const remove = useMutation(deleteVersionMutation(project))
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)
  const columns = useMemo(() => versionColumns(defaultVersion), [defaultVersion])
  const object = useMemo(() => ({ kind, name }), [kind, name])

  const makeDefault = useCallback(
    (version: string) =>
      update(
        { kind, name, ifMatch: etag, body: { default_version: version } },
        {
          onSuccess: () => showToast({ kind: 'success', message: `${version} is now the default version` }),
          // The mutation leaves that to forms, and here is none.
          onError: (error) => showToast({ kind: 'error', message: messageOf(error), requestId: requestIdOf(error) }),
          // Also after a refusal: then somebody else has changed the object, and the page shows it as it is now.
          onSettled: () => void client.invalidateQueries({ queryKey: objectKeys.all(project) }),
        },
      ),
    [client, update, project, kind, name, etag],
  )
  const rowActions = useCallback(
    ({ version, ...rest }: ObjectVersion): readonly MenuEntry[] => [
      {
        label: 'Make default',
        icon: <Star size={16} aria-hidden />,
        disabledReason:
          version === defaultVersion ? 'It is the default version' : whyNot(own, `${kind}s.update`, object),
        onSelect: () => makeDefault(version),
      },
      'divider',
      {
        label: 'Delete',
        icon: <Trash2 size={16} aria-hidden />,
        danger: true,
        disabledReason: whyNot(own, `${kind}s.versions.delete`, object),
        preload: ConfirmDialog.preload,
        onSelect: () => setDialog({ kind: 'delete', version: { version, ...rest } }),
      },
    ],
    [defaultVersion, own, kind, object, makeDefault],
  )

  const create = (
    <GatedButton
      leftSection={<Plus size={16} aria-hidden />}
      disabledReason={whyNot(own, `${kind}s.versions.create`, object)}
      {...preloadOn(CreateVersionDialog)}
      onClick={() => setDialog({ kind: 'create' })}
    >
      Create version
    </GatedButton>
  )
  return (
    <section className={classes.section} aria-labelledby="versions">
      <h2 id="versions">
        Versions{versions.data && <span className={classes.count}> ({formatCount(versions.data.length)})</span>}
      </h2>
      {versions.data === undefined && isRefusal(versions.error) ? (
        <NotOpen what="its versions" error={versions.error} />
      ) : (
        <DataTable
          label="versions"
          source={versions}
          columns={columns}
          rowId={({ id }) => id}
          rowLabel={({ version }) => version}
          defaultSort="version"
          searchHint="Search version or description"
          exportName={`${name}-versions`}
          actions={create}
          rowActions={rowActions}
          empty={
            <EmptyState icon={<GitBranch size={28} />} title="No versions yet" action={create}>
              Requests go to a version. The first one becomes the default.
            </EmptyState>
          }
        />
      )}
      {dialog?.kind === 'create' && (
        <CreateVersionDialog
          project={project}
          kind={kind}
          name={name}
          isFirst={versions.data?.length === 0}
          onClose={close}
        />
      )}
      {dialog?.kind === 'delete' && (
        <ConfirmDialog
          title={`Delete the version ${dialog.version.version}?`}
          confirmLabel="Delete version"
          onConfirm={async () => {
            await remove.mutateAsync({ kind, name, version: dialog.version.version })
            showToast({ kind: 'success', message: `Version ${dialog.version.version} of ${name} deleted` })
            close()
          }}
          onClose={close}
        >
          <p className={textClasses.text}>
            Requests to it fail from then on.{' '}
            {dialog.version.version === defaultVersion &&
              `It is the default version: until you choose another, ${name} has none. `}
            This cannot be undone.
          </p>
        </ConfirmDialog>
      )}
    </section>
  )
}

function versionColumns(defaultVersion: string | null | undefined): readonly Column<ObjectVersion>[] {
  return [
    {
      id: 'version',
      header: 'Version',
      value: ({ version }) => version,
      cell: ({ version }) => (
        <span className={classes.version}>
          <Truncate text={version} />
          {version === defaultVersion && <span className={classes.default}>Default</span>}
        </span>
      ),
      searchable: true,
      width: 180,
    },
    {
      id: 'description',
      header: 'Description',
      value: ({ description }) => description,
      searchable: true,
      width: 240,
    },
    {
      id: 'labels',
      header: 'Labels',
      value: ({ labels }) => labelTexts(labels).join(', '),
      searchable: true,
      width: 150,
    },
    {
      id: 'created',
      header: 'Created',
      value: ({ creation_date }) => creation_date,
      cell: ({ creation_date }) => <RelativeTime value={creation_date} />,
      width: 136,
    },
  ]
}
