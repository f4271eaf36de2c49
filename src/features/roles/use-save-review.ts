import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { AccessChange, AccessPreview } from '#contract/access.ts'
import { ApiError, isRefusal } from '#src/api/api-error.ts'
import { projectAccessPreviewQuery } from '#src/features/access/access.queries.ts'

export interface SaveReview {
  project: string
  change: AccessChange
  /** What is known when it opens; without it the dialog asks again. */
  preview: AccessPreview | undefined
  decide: (goesOn: boolean) => void
}

interface SaveReviewOptions {
  project: string
  isSubmitting: boolean
  /** Where the focus goes back to when the element that had it is gone or disabled. */
  saveButton: () => HTMLElement | null | undefined
}

/** Asks before a change is saved, with who gains and who loses what by it; for a dialog that shows `review`. */
export function useSaveReview({ project, isSubmitting, saveButton }: SaveReviewOptions) {
  const client = useQueryClient()
  const [review, setReview] = useState<SaveReview>()
  const returnTo = useRef<Element>(null)
  useEffect(() => {
    // Called off: the button that was pressed was disabled until now, and has lost the focus by it.
    if (isSubmitting || returnTo.current === null) return
    const target = returnTo.current === document.body ? saveButton() : returnTo.current
    returnTo.current = null
    if (target instanceof HTMLElement) target.focus({ preventScroll: true })
  }, [isSubmitting, saveButton])

  /** Whether to go on: at once where the server has no preview, or will refuse the change itself with a better word. */
  const confirm = async (change: AccessChange): Promise<boolean> => {
    let preview: AccessPreview | undefined
    try {
      preview = await client.fetchQuery(projectAccessPreviewQuery(project, [change]))
    } catch (error) {
      if (isMissing(error) || isRefusal(error, 'escalation', 'default_role', 'role_unknown', 'invalid_input'))
        return true
    }
    const opener = document.activeElement
    return new Promise((resolve) => {
      setReview({
        project,
        change,
        preview,
        decide: (goesOn) => {
          setReview(undefined)
          resolve(goesOn)
          if (!goesOn) returnTo.current = opener
        },
      })
    })
  }

  return { review, confirm }
}

/** Servers that know the public documents alone have no such endpoint. */
function isMissing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 405)
}
