import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Permission } from '#contract/permissions.ts'
import { useLeaveGuard } from '#src/components/leave-guard.ts'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { rightsOf } from '../role-rights.ts'
import { roleQuery, type TaggedRole } from '../roles.queries.ts'
import { type ComparedRole, toComparedRole } from './compared-role.ts'
import { acknowledge, addStaged, countOf, dropStages, type Stages, toggleStaged } from './staging.ts'
import { MOST_ROLES, useChosenRoles } from './use-compared-roles.ts'

const noStages: Stages = new Map()

/**
 * The compared roles with their staged changes. A role with such changes stays among them until they are saved or
 * discarded, also when the address no longer names it.
 */
export function useStagedRoles(project: string, names: readonly string[]) {
  const client = useQueryClient()
  const { data: access } = useQuery(ownAccessQuery(project))
  const rights = useMemo(() => rightsOf(access), [access])
  const [stages, setStages] = useState(noStages)

  const asked = useMemo(() => {
    const shown = names.slice(0, MOST_ROLES)
    return [...new Set([...shown, ...[...stages.values()].map(({ name }) => name)])]
  }, [names, stages])
  const { chosen, missing, isLoading } = useChosenRoles(project, useSteady(asked))
  const roles = useMemo(
    () => chosen.flatMap(({ tagged }) => (tagged ? toComparedRole(tagged, stages.get(tagged.role.id), rights) : [])),
    [chosen, stages, rights],
  )
  const staged = useMemo(() => roles.filter(({ changes }) => countOf(changes) > 0), [roles])
  const gone = useMemo(() => {
    // Names that are free, or that another role has taken.
    const lost = new Set([...missing, ...roles.map(({ name }) => name)])
    const there = new Set(roles.map(({ id }) => id))
    return [...stages].flatMap(([id, stage]) => (!there.has(id) && lost.has(stage.name) ? { id, stage } : []))
  }, [missing, roles, stages])
  // A press counts at once, the changes that come of it when they are rendered.
  const isPressed = useRef(false)
  useEffect(() => {
    isPressed.current = false
  }, [stages])
  useLeaveGuard(() => isPressed.current || staged.length + gone.length > 0)

  return {
    rights,
    chosen: useMemo(() => chosen.filter(({ asked: name }) => names.includes(name)), [chosen, names]),
    missing: useMemo(() => missing.filter((name) => names.includes(name)), [missing, names]),
    isLoading,
    roles,
    staged,
    gone,
    toggle: useCallback((role: ComparedRole, targets: readonly Permission[]) => {
      isPressed.current = true
      setStages((before) => toggleStaged(before, role, targets))
    }, []),
    add: useCallback((role: ComparedRole, added: readonly Permission[]) => {
      setStages((before) => addStaged(before, role, added))
    }, []),
    acknowledge: (role: ComparedRole) => setStages(acknowledge(stages, role)),
    drop: (id: string) => setStages(dropStages(stages, [id])),
    discard: useCallback(() => setStages(noStages), []),
    takeSaved: (saved: readonly TaggedRole[]) => {
      for (const tagged of saved) client.setQueryData(roleQuery(project, tagged.role.name).queryKey, tagged)
      setStages((before) =>
        dropStages(
          before,
          saved.map(({ role }) => role.id),
        ),
      )
    },
  }
}

/** The same list for as long as it holds the same names. */
function useSteady(names: readonly string[]): readonly string[] {
  const [kept, setKept] = useState(names)
  const isSame = kept.length === names.length && kept.every((name, index) => name === names[index])
  if (!isSame) setKept(names)
  return isSame ? kept : names
}
