import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { useController } from 'react-hook-form'
import { type Permission, sortPermissions } from '#contract/permissions.ts'
import { type CreateRole, createRoleBody, type Role } from '#contract/roles.ts'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { mergeLists, mergeValues } from '#src/lib/three-way-merge.ts'
import { diffPermissions } from './permission-matrix.ts'
import { splitPermissions } from './role-view.ts'
import { roleListQuery, roleQuery, type TaggedRole } from './roles.queries.ts'

/** Two changes of one role at once, as they were when they met. */
export interface RoleMerge {
  number: number
  base: CreateRole
  theirs: CreateRole
  mine: CreateRole
  /** Both gave it a new name, and another one each. */
  namesDiffer: boolean
  /** One of the two was chosen. */
  isNameChosen: boolean
}

interface RoleDraftOptions {
  project: string
  /** The name under which the server knows the role. */
  address: string
  latest: TaggedRole
  onMoved: (to: string) => void
  /** Nothing would be lost by showing the role that has taken the place of this one. */
  onReplaced: () => void
}

/**
 * The form over a role. It begins with the state that was read first and stays with it: what others save meanwhile is
 * taken over only while nothing has been changed here, and else waits until it is merged.
 */
export function useRoleDraft({ project, address, latest, onMoved, onReplaced }: RoleDraftOptions) {
  const client = useQueryClient()
  const [start, setStart] = useState(latest)
  // What `latest` was when the draft began: its own save and what it was merged with come to `latest` a moment later.
  const [past, setPast] = useState(latest)
  const [merge, setMerge] = useState<RoleMerge>()
  const [isDeleted, setIsDeleted] = useState(false)
  // How often the draft was replaced as a whole.
  const [restarts, setRestarts] = useState(0)
  const form = useContractForm(createRoleBody, { defaultValues: toValues(start.role) })
  const permissions = useController({ control: form.control, name: 'permissions' })
  const { isDirty } = form.formState

  const base = useMemo(() => toValues(start.role), [start])
  const draft: readonly Permission[] = permissions.field.value
  const diff = useMemo(() => diffPermissions(base.permissions, draft), [base, draft])
  const isReplaced = latest.role.id !== start.role.id
  const isSuperseded = !isReplaced && latest !== past && !isSameState(base, toValues(latest.role))

  const restartFrom = (state: TaggedRole) => {
    form.reset(toValues(state.role))
    setStart(state)
    setPast(latest)
    setMerge(undefined)
    setRestarts((count) => count + 1)
  }
  const discard = () => {
    if (isSuperseded) return restartFrom(latest)
    form.reset()
    setMerge(undefined)
    setRestarts((count) => count + 1)
  }
  if (isSuperseded && !isDirty) {
    setStart(latest)
    setPast(latest)
    setMerge(undefined)
  }
  useEffect(() => {
    // The form keeps a state of its own, so a change of the role by others has to be handed to it.
    if (!isDirty) form.reset(base)
  }, [isDirty, base, form])
  useEffect(() => {
    if (isReplaced && !isDirty) onReplaced()
  }, [isReplaced, isDirty, onReplaced])

  /** Puts their state and the draft together: the draft then is the result, and is compared with theirs. */
  const mergeWith = (state: TaggedRole) => {
    const theirs = toValues(state.role)
    const mine = form.getValues()
    const name = mergeValues(base.name, theirs.name, mine.name)
    const list = mergeLists(base.permissions, theirs.permissions, mine.permissions).merged
    restartFrom(state)
    form.setValue('name', 'merged' in name ? name.merged : mine.name, { shouldDirty: true })
    form.setValue('permissions', sortPermissions(list), { shouldDirty: true })
    const namesDiffer = name.changedBy === 'both differently'
    setMerge({ number: restarts, base, theirs, mine, namesDiffer, isNameChosen: false })
  }
  const chooseName = (name: string) => {
    form.setValue('name', name, { shouldDirty: true, shouldValidate: true })
    setMerge((current) => current && { ...current, isNameChosen: true })
  }

  /**
   * After a refused save: merges what is there now, or finds that the role has another name or is gone. False where
   * nothing explains the refusal.
   */
  const meetOthers = async (refusal: 'stale' | 'not_found') => {
    const state = await readAgain(client, project, refusal === 'stale' ? address : undefined, start.role)
    if (state === undefined) {
      setIsDeleted(true)
      return true
    }
    onMoved(state.role.name)
    if (isSameState(base, toValues(state.role))) {
      // Whatever was changed was changed back: only the tag is another one.
      setStart(state)
      return false
    }
    mergeWith(state)
    return true
  }

  return {
    form,
    permissions,
    start,
    base,
    draft,
    diff,
    merge,
    restarts,
    isDirty,
    isGone: isDeleted || (isReplaced && isDirty),
    /** Somebody else has saved, and it has not been merged yet. */
    isBehind: isSuperseded && isDirty,
    discard,
    restartFrom,
    mergeWith,
    meetOthers,
    chooseName,
    setDraft: (next: readonly Permission[]) => permissions.field.onChange(next),
  }
}

export type RoleDraft = ReturnType<typeof useRoleDraft>

/** The role by its id, under `address` or whatever name it has now; undefined where it is gone. */
async function readAgain(client: QueryClient, project: string, address: string | undefined, { id }: Role) {
  if (address !== undefined) {
    const there = await client.fetchQuery({ ...roleQuery(project, address), staleTime: 0 })
    if (there.role.id === id) return there
  }
  const list = await client.fetchQuery({ ...roleListQuery(project), staleTime: 0 })
  const found = list.find((role) => role.id === id)
  // Loaded before the page turns to it, which would else show a skeleton in the place of the draft.
  return found && client.fetchQuery({ ...roleQuery(project, found.name), staleTime: 0 })
}

const toValues = (role: Role) => ({ name: role.name, permissions: splitPermissions(role).known })

function isSameState(one: CreateRole, other: CreateRole): boolean {
  const { added, removed } = diffPermissions(one.permissions, other.permissions)
  return one.name === other.name && added.length + removed.length === 0
}
