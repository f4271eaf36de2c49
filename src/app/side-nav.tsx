import {
  Bot,
  Boxes,
  Building2,
  ChartColumn,
  FolderKanban,
  KeyRound,
  KeySquare,
  LayoutDashboard,
  ScanSearch,
  ShieldCheck,
  UserCheck,
  Users,
} from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { NavLink } from 'react-router-dom'
import { paths } from '#src/lib/paths.ts'
import { whenIdle } from '#src/lib/when-idle.ts'
import { preloadPath } from './chunks.ts'
import classes from './side-nav.module.css'
import type { Place } from './use-place.ts'

interface Item {
  label: string
  to: string
  icon: ReactNode
}

function organizationItems(organization: string): Item[] {
  return [
    { label: 'Overview', to: paths.overview(organization), icon: <LayoutDashboard size={17} aria-hidden /> },
    { label: 'Members', to: paths.members(organization), icon: <Users size={17} aria-hidden /> },
    { label: 'Projects', to: paths.projects(organization), icon: <FolderKanban size={17} aria-hidden /> },
    {
      label: 'Account service users',
      to: paths.accountServiceUsers(organization),
      icon: <Bot size={17} aria-hidden />,
    },
    { label: 'Credentials', to: paths.credentials(organization), icon: <KeySquare size={17} aria-hidden /> },
    { label: 'Usage', to: paths.usage(organization), icon: <ChartColumn size={17} aria-hidden /> },
  ]
}

function projectItems(project: string): Item[] {
  return [
    { label: 'Service users', to: paths.serviceUsers(project), icon: <KeyRound size={17} aria-hidden /> },
    { label: 'Roles', to: paths.roles(project), icon: <ShieldCheck size={17} aria-hidden /> },
    { label: 'Role assignments', to: paths.roleAssignments(project), icon: <UserCheck size={17} aria-hidden /> },
    { label: 'Objects', to: paths.objects(project), icon: <Boxes size={17} aria-hidden /> },
    { label: 'Access', to: paths.access(project), icon: <ScanSearch size={17} aria-hidden /> },
  ]
}

/** The pages of the organization and, inside a project, the project's. */
export function SideNav({ place: { organization, project } }: { place: Place }) {
  useEffect(
    () =>
      whenIdle(() => {
        const items = [
          ...(organization === undefined ? [] : organizationItems(organization)),
          ...(project === undefined ? [] : projectItems(project)),
        ]
        for (const item of items) preloadPath(item.to)
      }),
    [organization, project],
  )

  return (
    <nav aria-label="Pages">
      {organization === undefined && project === undefined && (
        <Section
          items={[{ label: 'Organizations', to: paths.organizations(), icon: <Building2 size={17} aria-hidden /> }]}
        />
      )}
      {organization !== undefined && <Section title={organization} items={organizationItems(organization)} />}
      {project !== undefined && <Section title={project} items={projectItems(project)} />}
    </nav>
  )
}

function Section({ title, items }: { title?: string; items: readonly Item[] }) {
  return (
    <div className={classes.section}>
      {title !== undefined && (
        <div className={classes.title} title={title}>
          {title}
        </div>
      )}
      <ul className={classes.list}>
        {items.map((item) => (
          <li key={item.to}>
            <NavLink to={item.to} className={classes.link ?? ''}>
              {item.icon}
              {item.label}
            </NavLink>
          </li>
        ))}
      </ul>
    </div>
  )
}
