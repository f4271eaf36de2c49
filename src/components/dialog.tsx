import '@mantine/core/styles/ModalBase.layer.css'
import '@mantine/core/styles/Modal.layer.css'
import '@mantine/core/styles/Drawer.layer.css'
import { Drawer, Modal } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import classes from './dialog.module.css'
import { DialogContext } from './dialog-context.ts'
import { type LeaveGuard, mayLeave } from './leave-guard.ts'

export interface DialogProps {
  title: string
  onClose: () => void
  children: ReactNode
  /** `drawer` comes in from the side, for longer forms. */
  kind?: 'modal' | 'drawer'
  size?: 'sm' | 'md' | 'lg' | 'xl'
}

/**
 * The frame of every dialog: one decision, or a form. Mount it to open it and unmount it to close it.
 * A dirty `Form` inside is asked about before it closes. Import it from lazily loaded files only: it is heavy.
 */
export function Dialog({ title, onClose, children, kind = 'modal', size = 'md' }: DialogProps) {
  const guards = useRef(new Set<LeaveGuard>())
  useFocusReturnOnUnmount()

  const [control] = useState(() => ({
    addGuard: (guard: LeaveGuard) => {
      guards.current.add(guard)
      return () => guards.current.delete(guard)
    },
  }))
  const requestClose = async () => {
    for (const guard of guards.current) {
      if (!(await mayLeave(guard))) return
    }
    onClose()
  }
  const close = () => void requestClose()

  const Frame = kind === 'drawer' ? Drawer : Modal
  return (
    <Frame
      opened
      onClose={close}
      title={title}
      size={size}
      // The frame unmounts with its content, so it never sees itself close; the hook above does this part.
      returnFocus={false}
      classNames={{ title: classes.title ?? '' }}
      // A header within a dialog would else count as a second banner of the page.
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      {...(kind === 'drawer' ? { position: 'right' } : { centered: true })}
    >
      <DialogContext value={{ addGuard: control.addGuard, requestClose: close }}>{children}</DialogContext>
    </Frame>
  )
}

function useFocusReturnOnUnmount() {
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      // After the frame is gone and has released the focus it trapped.
      setTimeout(() => {
        if (opener instanceof HTMLElement && opener.isConnected && document.activeElement === document.body)
          opener.focus({ preventScroll: true })
      })
    },
    [opener],
  )
}
