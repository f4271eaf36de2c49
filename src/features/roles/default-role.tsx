import { Button } from '@mantine/core'
import { Columns3, Copy, Lock } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link, useNavigate } from 'react-router-dom'
import type { Role } from '#contract/roles.ts'
import { GatedButton } from '#src/components/gated-button.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { paths } from '#src/lib/paths.ts'
import { PermissionEditor } from './permission-editor.tsx'
import classes from './role.page.module.css'
import { CreateRoleDialog } from './role-dialogs.tsx'
import { whyNoCloning } from './role-rights.ts'
import { whyNoEdit } from './role-usage.ts'
import { freeCopyName, type RoleViewProps, splitPermissions, usedByText } from './role-view.ts'
import { UnknownPermissions } from './unknown-permissions.tsx'
import { useMatrixFilter } from './use-matrix-filter.ts'

/** A default role: to read and to clone. */
export function DefaultRole({ project, role, item, roles, rights }: RoleViewProps & { role: Role }) {
  const [filter, setFilter] = useMatrixFilter()
  const navigate = useNavigate()
  const [isCloning, setIsCloning] = useState(false)
  const { known, unknown } = useMemo(() => splitPermissions(role), [role])
  return (
    <>
      <PageHeader
        title={role.name}
        description={
          <>
            <Lock size={13} aria-hidden className={classes.lock} /> Default role{usedByText(item)}. {whyNoEdit}
          </>
        }
        actions={
          <>
            <Button
              component={Link}
              to={paths.roleComparison(project, [role.name])}
              variant="default"
              leftSection={<Columns3 size={16} aria-hidden />}
            >
              Compare
            </Button>
            <GatedButton
              leftSection={<Copy size={16} aria-hidden />}
              disabledReason={whyNoCloning(rights, role.permissions)}
              {...preloadOn(CreateRoleDialog)}
              onClick={() => setIsCloning(true)}
            >
              Clone
            </GatedButton>
          </>
        }
      />
      {unknown.length > 0 && <UnknownPermissions names={unknown} />}
      <PermissionEditor
        label={`Permissions of ${role.name}`}
        value={known}
        filter={filter}
        onFilter={setFilter}
        scroll="page"
      />
      {isCloning && (
        <CreateRoleDialog
          project={project}
          name={freeCopyName(role.name, roles)}
          template={role.name}
          onClose={() => setIsCloning(false)}
          onCreated={(created) => void navigate(paths.role(project, created.name))}
        />
      )}
    </>
  )
}
