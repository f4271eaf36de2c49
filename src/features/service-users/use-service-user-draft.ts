import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { parseTimestamp } from '#contract/common.ts'
import { useContractForm } from '#src/components/form/use-contract-form.ts'
import { mergeLists, mergeValues } from '#src/lib/three-way-merge.ts'
import { type ServiceUserValues, serviceUserForm, toValues } from './service-user-form.ts'
import { serviceUserListQuery, serviceUserQuery, type TaggedServiceUser } from './service-users.queries.ts'

type Values = ReturnType<typeof toValues>
export type Single = 'name' | 'expiry_date'

/** Two changes of one service user at once, as they were when they met. */
export interface ServiceUserMerge {
  number: number
  base: Values
  theirs: Values
  mine: Values
  /** What both gave another value each, and whose was chosen. */
  choices: Partial<Record<Single, 'theirs' | 'mine' | 'open'>>
}

/**
 * The form over a service user, on the state that it had when the form was opened. Others' changes reach it only by a
 * refused save, and are then merged with the draft.
 */
export function useServiceUserDraft(project: string, opened: TaggedServiceUser) {
  const client = useQueryClient()
  const [start, setStart] = useState(opened)
  const [merge, setMerge] = useState<ServiceUserMerge>()
  // How often the fields were filled from outside.
  const [fills, setFills] = useState(0)
  const form = useContractForm(serviceUserForm, { defaultValues: toValues(start.serviceUser) })

  const beginWith = (state: TaggedServiceUser) => {
    form.reset(toValues(state.serviceUser))
    setStart(state)
    setMerge(undefined)
    setFills((count) => count + 1)
  }
  const set = (change: Partial<ServiceUserValues>) => {
    const options = { shouldDirty: true, shouldValidate: true }
    if (change.name != null) form.setValue('name', change.name, options)
    if (change.expiry_date !== undefined) form.setValue('expiry_date', change.expiry_date, options)
    if (change.allowed_cors_origins) form.setValue('allowed_cors_origins', [...change.allowed_cors_origins], options)
    setFills((count) => count + 1)
  }

  /** After a refused save: puts what is there now and the draft together. */
  const meetOthers = async () => {
    const state = await client.fetchQuery(serviceUserQuery(project, start.serviceUser.id))
    void client.invalidateQueries({ queryKey: serviceUserListQuery(project).queryKey })
    const base = toValues(start.serviceUser)
    const theirs = toValues(state.serviceUser)
    const values = form.getValues()
    const mine = {
      name: values.name ?? '',
      expiry_date: values.expiry_date,
      allowed_cors_origins: values.allowed_cors_origins ?? [],
    }
    const name = mergeValues(base.name, theirs.name, mine.name)
    const expiry = mergeValues(base.expiry_date, theirs.expiry_date, mine.expiry_date, isSameInstant)
    const { merged } = mergeLists(base.allowed_cors_origins, theirs.allowed_cors_origins, mine.allowed_cors_origins)
    beginWith(state)
    set({
      name: 'merged' in name ? name.merged : mine.name,
      expiry_date: 'merged' in expiry ? expiry.merged : mine.expiry_date,
      allowed_cors_origins: [...merged],
    })
    setMerge({
      number: fills,
      base,
      theirs,
      mine,
      choices: {
        ...(name.changedBy === 'both differently' ? { name: 'open' } : {}),
        ...(expiry.changedBy === 'both differently' ? { expiry_date: 'open' } : {}),
      },
    })
  }
  const choose = (field: Single, side: 'theirs' | 'mine') => {
    if (!merge) return
    set({ [field]: merge[side][field] })
    setMerge({ ...merge, choices: { ...merge.choices, [field]: side } })
  }

  return { form, start, merge, fills, beginWith, meetOthers, choose, set }
}

/** `2026-01-01` and `2026-01-01T00:00:00Z` are one and the same expiry date; nothing is never. */
export function isSameInstant(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other
  return one === other || parseTimestamp(one)?.getTime() === parseTimestamp(other)?.getTime()
}
