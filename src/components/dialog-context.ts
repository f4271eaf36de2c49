import { createContext, useContext } from 'react'
import type { LeaveGuard } from './leave-guard.ts'

interface DialogControl {
  /** Asked before Escape, the backdrop or the close button closes the dialog. */
  addGuard: (guard: LeaveGuard) => () => void
  /** Closes, asking first where something would be lost. */
  requestClose: () => void
}

export const DialogContext = createContext<DialogControl | undefined>(undefined)

/** The dialog around, if there is one. */
export function useDialog(): DialogControl | undefined {
  return useContext(DialogContext)
}
