import '@mantine/core/styles/Popover.layer.css'
import { Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ButtonHTMLAttributes, useEffect, useRef } from 'react'
import { Link } from 'react-router-dom'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { paths } from '#src/lib/paths.ts'
import classes from './members.module.css'
import { memberRoleAssignmentsQuery } from './members.queries.ts'

export interface RolesPopoverProps {
  organization: string
  memberId: string
  label: string
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  buttonProps: ButtonHTMLAttributes<HTMLButtonElement>
}

/** The part of `RolesButton` that carries the weight. */
export function RolesPopover({ organization, memberId, label, isOpen, onOpenChange, buttonProps }: RolesPopoverProps) {
  const button = useRef<HTMLButtonElement>(null)
  return (
    <Popover
      opened={isOpen}
      onChange={(next) => {
        onOpenChange(next)
        // Only where the focus would be lost with the list: a click elsewhere has moved it already.
        if (!next && document.activeElement?.closest('[data-roles]')) button.current?.focus()
      }}
      position="bottom-end"
      shadow="md"
      // Inside a landmark, as all content should be.
      portalProps={{ target: document.querySelector<HTMLElement>('main') ?? document.body }}
      withRoles={false}
    >
      <Popover.Target>
        <button ref={button} {...buttonProps} onClick={() => onOpenChange(!isOpen)} />
      </Popover.Target>
      <Popover.Dropdown className={classes.popover} role="dialog" aria-label={`Roles of ${label}`} data-roles>
        {isOpen && <RoleList organization={organization} memberId={memberId} />}
      </Popover.Dropdown>
    </Popover>
  )
}

function RoleList({ organization, memberId }: { organization: string; memberId: string }) {
  const assignments = useQuery(memberRoleAssignmentsQuery(organization, memberId))
  const panel = useRef<HTMLDivElement>(null)
  // The list takes the focus, so that the keyboard can scroll it and follow its links.
  useEffect(() => panel.current?.focus(), [])

  const held = assignments.data ?? []
  const projects = [...new Set(held.map(({ project }) => project))]
  return (
    <div ref={panel} tabIndex={-1} className={classes.assignments} aria-busy={assignments.isPending}>
      {assignments.error && assignments.data === undefined && (
        <ErrorNote error={assignments.error} lead="Could not load the roles." />
      )}
      {assignments.isLoading && (
        <>
          <span className="visually-hidden">Loading roles</span>
          <Skeleton width="14rem" />
        </>
      )}
      {assignments.data?.length === 0 && 'No roles in any project.'}
      {projects.map((name) => (
        <section key={name}>
          <h3>
            <Link to={paths.roles(name)}>{name}</Link>
          </h3>
          <ul>
            {held
              .filter(({ project }) => project === name)
              .map(({ id, project, role, resource, resource_type }) => (
                <li key={id}>
                  <Link to={paths.role(project, role)}>{role}</Link>
                  <span className={classes.where}>
                    {resource_type === 'project' ? 'whole project' : `on ${resource_type} ${resource}`}
                  </span>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
