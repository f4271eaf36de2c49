import '@mantine/core/styles/Input.layer.css'
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Dialog, type DialogProps } from './dialog.tsx'
import { DialogActions } from './dialog-actions.tsx'
import { ErrorNote } from './error-note.tsx'
import classes from './form/form.module.css'

export interface ConfirmDialogProps {
  /** Names the object: "Remove Ada Lovelace?" */
  title: string
  /** What stops working. */
  children: ReactNode
  /** The verb on the red button: "Remove member". */
  confirmLabel: string
  /** What gives instead of taking has no red button. */
  kind?: 'breaking' | 'granting'
  cancelLabel?: string
  /** For what cannot be undone on something in use: the name to type first. */
  typedName?: string
  size?: DialogProps['size']
  /** When it returns a promise the dialog waits, shows a refusal in itself, and leaves closing to the caller. */
  onConfirm: () => unknown
  onClose: () => void
}

/** Asks before a breaking act. Focus starts on Cancel. */
export function ConfirmDialog({
  title,
  children,
  confirmLabel,
  kind = 'breaking',
  cancelLabel = 'Cancel',
  typedName,
  size = 'md',
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const [typed, setTyped] = useState('')
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<unknown>()
  const blocked = typedName !== undefined && typed.trim() !== typedName

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (blocked || pending) return
    setPending(true)
    setError(undefined)
    try {
      await onConfirm()
    } catch (reason) {
      setError(reason)
    } finally {
      setPending(false)
    }
  }

  return (
    <Dialog title={title} size={size} onClose={pending ? () => undefined : onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <div>{children}</div>
        {typedName !== undefined && (
          <TextInput
            label={
              <>
                Type <strong>{typedName}</strong> to confirm
              </>
            }
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        {error !== undefined && <ErrorNote error={error} />}
        <DialogActions>
          <Button variant="default" onClick={onClose} disabled={pending} data-autofocus>
            {cancelLabel}
          </Button>
          <Button type="submit" {...(kind === 'breaking' ? { color: 'red' } : {})} loading={pending} disabled={blocked}>
            {confirmLabel}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
