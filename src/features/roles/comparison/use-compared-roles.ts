import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RoleListItem } from '#contract/roles.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { roleListQuery, roleQuery, type TaggedRole } from '../roles.queries.ts'

/** As many as can still be told apart side by side. */
export const MOST_ROLES = 30

const NAME_PARAM_LIMIT = 200

/** The names that the address gives, each once and in its order. */
export function parseRoleNames(text: string): string[] {
  return [...new Set(text.split(',').filter(Boolean))].slice(0, NAME_PARAM_LIMIT)
}

interface ChosenRole {
  /** As the address says. */
  asked: string
  /** What it is called now. */
  name: string
  tagged: TaggedRole | undefined
  error: unknown
  refetch: () => unknown
}

interface ChosenRoles {
  chosen: readonly ChosenRole[]
  /** Names that belong to no role of the project. */
  missing: readonly string[]
  isLoading: boolean
}

interface Answer {
  data: TaggedRole | undefined
  error: unknown
  refetch: () => unknown
}

const toAnswers = (results: UseQueryResult<TaggedRole>[]): Answer[] =>
  results.map(({ data, error, refetch }) => ({ data, error, refetch }))

function useRoles(project: string, names: readonly string[]): Answer[] {
  // The same list of queries as before is not gone through again.
  const queries = useMemo(() => names.map((name) => roleQuery(project, name)), [project, names])
  return useQueries({ queries, combine: toAnswers })
}

/** The roles of these names, followed to their new names when they are renamed while the page is open. */
export function useChosenRoles(project: string, asked: readonly string[]): ChosenRoles {
  const { data: list } = useQuery(roleListQuery(project))
  const answers = useRoles(project, asked)
  const renamed = useMemo(
    () => asked.map((name, index) => newNameOf(name, answers[index]?.data, list)),
    [asked, answers, list],
  )
  const newNames = useMemo(() => renamed.filter((name) => name !== undefined), [renamed])
  const moved = useRoles(project, newNames)

  return useMemo(() => {
    const chosen = new Map<string, ChosenRole>()
    const missing: string[] = []
    for (const [index, name] of asked.entries()) {
      const newName = renamed[index]
      const known = answers[index]
      const answer = newName === undefined ? known : moved[newNames.indexOf(newName)]
      const isListed = !list || newName !== undefined || list.some((role) => role.name === name)
      if (!isListed || isRefusal(answer?.error, 'not_found')) missing.push(name)
      else if (!chosen.has(newName ?? name))
        chosen.set(newName ?? name, {
          asked: name,
          name: newName ?? name,
          tagged: answer?.data ?? known?.data,
          error: answer?.error,
          refetch: () => answer?.refetch(),
        })
    }
    const roles = [...chosen.values()]
    return { chosen: roles, missing, isLoading: roles.some(({ tagged, error }) => !tagged && !error) }
  }, [asked, answers, renamed, newNames, moved, list])
}

/** The name that the role of an earlier answer has now; undefined where it has kept its name or is gone. */
function newNameOf(
  name: string,
  known: TaggedRole | undefined,
  list: readonly RoleListItem[] | undefined,
): string | undefined {
  if (!known || !list || list.some((role) => role.name === name)) return undefined
  return list.find(({ id }) => id === known.role.id)?.name
}
