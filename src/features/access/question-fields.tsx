import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { AccessAssignee } from '#contract/access.ts'
import { isPermission, type Permission, permissionCatalogue } from '#contract/permissions.ts'
import { memberListQuery } from '#src/features/members/members.queries.ts'
import { objectListQuery } from '#src/features/objects/objects.queries.ts'
import { projectListQuery, projectUserListQuery } from '#src/features/projects/projects.queries.ts'
import { serviceUserListQuery } from '#src/features/service-users/service-users.queries.ts'
import { type AccessQuestion, type ObjectLevel, objectKinds } from './access-question.ts'
import { SearchSelect, type SelectGroup, type SelectOption } from './search-select.tsx'

const permissionGroups: readonly SelectGroup[] = Object.entries(permissionCatalogue).map(([object, verbs]) => ({
  group: object,
  items: verbs.map((verb) => ({ value: `${object}.${verb}`, label: `${object}.${verb}` })),
}))

export function PermissionSelect({
  value,
  onChange,
}: {
  value: Permission | undefined
  onChange: (permission: Permission) => void
}) {
  return (
    <SearchSelect
      label="Permission"
      placeholder="Choose a permission"
      groups={permissionGroups}
      value={value ?? null}
      onChange={(name) => {
        if (isPermission(name)) onChange(name)
      }}
      nothingFound="No permission of this name"
    />
  )
}

const wholeProject: SelectOption = { value: 'project', label: 'The whole project' }
const kindGroups = { deployment: 'Deployments', pipeline: 'Pipelines', bucket: 'Buckets' }
const objectOption = ({ resource, resource_type }: ObjectLevel): SelectOption => ({
  value: `${resource_type}:${resource}`,
  label: `${resource_type} ${resource}`,
})

/** The whole project or one of its objects; these are read when somebody is about to choose. */
export function LevelSelect({
  project,
  value,
  onChange,
}: {
  project: string
  value: ObjectLevel | undefined
  onChange: (level: ObjectLevel | undefined) => void
}) {
  const [isWanted, setWanted] = useState(false)
  const lists = useQueries({
    queries: objectKinds.map((kind) => ({ ...objectListQuery(project, kind), enabled: isWanted })),
  })
  const groups = [
    { group: 'Project', items: [wholeProject] },
    ...objectKinds.map((kind, index) => {
      const names = new Set(lists[index]?.data?.map(({ name }) => name))
      if (value?.resource_type === kind) names.add(value.resource)
      return {
        group: kindGroups[kind],
        items: [...names].map((resource) => objectOption({ resource, resource_type: kind })),
      }
    }),
  ]
  const handleChange = (chosen: string) => {
    const kind = objectKinds.find((name) => chosen.startsWith(`${name}:`))
    onChange(kind && { resource: chosen.slice(kind.length + 1), resource_type: kind })
  }
  return (
    <SearchSelect
      label="On"
      groups={groups}
      value={value ? objectOption(value).value : wholeProject.value}
      onChange={handleChange}
      onOpen={() => setWanted(true)}
      nothingFound={lists.some(({ isFetching }) => isFetching) ? 'Loading' : 'Nothing of this name'}
    />
  )
}

type Assignee = Pick<AccessQuestion, 'assignee' | 'assignee_type'>

export interface AssigneeSelectProps {
  project: string
  value: Assignee
  /** Who asks. */
  self: { id: string; label: string } | undefined
  /** What is known of the one asked about before the lists are read. */
  known: Pick<AccessAssignee, 'name' | 'email'> | undefined
  onChange: (assignee: Assignee) => void
  /** Why one may ask about oneself only. */
  disabledReason: string | undefined
}

/** Members of the organization, service users and deployments; these are read when somebody is about to choose. */
export function AssigneeSelect({ project, value, self, known, onChange, disabledReason }: AssigneeSelectProps) {
  const [isWanted, setWanted] = useState(false)
  const { groups, isFetching } = useAssigneeGroups(project, self, isWanted)
  const chosen = `${value.assignee_type}:${value.assignee}`
  const isListed = groups.some(({ items }) => items.some((item) => item.value === chosen))
  const label = known?.name || known?.email || value.assignee
  const shown = isListed ? groups : [...groups, { group: 'Chosen', items: [{ value: chosen, label }] }]

  return (
    <SearchSelect
      label="Who"
      {...(disabledReason === undefined ? {} : { description: disabledReason })}
      groups={shown}
      value={chosen}
      onChange={(next) => {
        const [type = '', ...rest] = next.split(':')
        onChange({ assignee_type: type === 'deployment' ? 'deployment' : 'user', assignee: rest.join(':') })
      }}
      onOpen={() => setWanted(true)}
      nothingFound={isFetching ? 'Loading' : 'Nobody of this name'}
      disabled={disabledReason !== undefined && value.assignee === self?.id}
    />
  )
}

function useAssigneeGroups(project: string, self: AssigneeSelectProps['self'], enabled: boolean) {
  const projects = useQuery({ ...projectListQuery(), enabled })
  const organization = projects.data?.find(({ name }) => name === project)?.organization_name
  const members = useQuery({ ...memberListQuery(organization ?? ''), enabled: enabled && organization !== undefined })
  // Where the organization or its members cannot be read, at least those who are in the project.
  const isFallback = enabled && !projects.isPending && (organization === undefined || members.isError)
  const users = useQuery({ ...projectUserListQuery(project), enabled: isFallback })
  const serviceUsers = useQuery({ ...serviceUserListQuery(project), enabled })
  const deployments = useQuery({ ...objectListQuery(project, 'deployment'), enabled })

  const people = members.data ?? users.data
  const groups = useMemo((): readonly SelectGroup[] => {
    const selfGroup = self && { group: 'You', items: [{ value: `user:${self.id}`, label: self.label }] }
    return [
      ...(selfGroup ? [selfGroup] : []),
      {
        group: 'Members',
        items: (people ?? [])
          .filter(({ id }) => id !== self?.id)
          .map(({ id, name, surname, email }) => ({
            value: `user:${id}`,
            label: `${name} ${surname}`.trim() || email,
            note: email,
          })),
      },
      {
        group: 'Service users',
        items: (serviceUsers.data ?? []).map(({ id, name, email }) => ({
          value: `user:${id}`,
          label: name || email,
        })),
      },
      {
        group: 'Deployments',
        items: (deployments.data ?? []).map(({ name }) => ({ value: `deployment:${name}`, label: name })),
      },
    ]
  }, [people, serviceUsers.data, deployments.data, self])
  const isFetching = [projects, members, users, serviceUsers, deployments].some((query) => query.isFetching)
  return { groups, isFetching }
}
