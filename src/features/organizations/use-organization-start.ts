import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Organization } from '#contract/organizations.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { organizationListQuery, organizationQuery } from './organizations.queries.ts'

export interface TaggedOrganization {
  data: Organization
  etag: string | undefined
}

/**
 * The state of an organization on which a dialog was opened, which no refetch behind it replaces; and `theirs`, what
 * somebody else has made of it, once a save was refused for that and until it is settled.
 */
export function useOrganizationStart(opened: TaggedOrganization) {
  const client = useQueryClient()
  const [start, setStart] = useState(opened)
  const [theirs, setTheirs] = useState<TaggedOrganization>()

  /** The organization by its id, under `start`'s name or whatever name it has now. */
  const readAgain = async (): Promise<TaggedOrganization | undefined> => {
    const list = await client.fetchQuery({ ...organizationListQuery(), staleTime: 0 })
    const found = list.find(({ id }) => id === start.data.id)
    return found && client.fetchQuery({ ...organizationQuery(found.name), staleTime: 0 })
  }
  /** Runs a save; false where others were faster, with `theirs` to look at, and nothing was saved. */
  const save = async (run: (state: TaggedOrganization) => Promise<void>): Promise<boolean> => {
    try {
      await run(start)
      return true
    } catch (error) {
      if (!isRefusal(error, 'stale', 'not_found')) throw error
      const state = await readAgain().catch(() => undefined)
      if (!state) throw error
      setTheirs(state)
      return false
    }
  }
  /** What is saved next is meant for their state. */
  const settle = (): TaggedOrganization => {
    const next = theirs ?? start
    setStart(next)
    setTheirs(undefined)
    return next
  }
  return { start, theirs, save, settle }
}
