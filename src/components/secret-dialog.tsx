import '@mantine/core/styles/Input.layer.css'
import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { Check, Copy, Download } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { downloadText } from '#src/lib/download.ts'
import { useCopy } from '#src/lib/use-copy.ts'
import { Dialog } from './dialog.tsx'
import { DialogActions } from './dialog-actions.tsx'
import { useDialog } from './dialog-context.ts'
import { useLeaveGuard } from './leave-guard.ts'
import classes from './secret-dialog.module.css'

export interface SecretDialogProps {
  /** What happened: "Service user created", "Token reset". */
  title: string
  /** Straight from the mutation's result; the caller resets the mutation in `onClose` and holds it nowhere else. */
  secret: string
  /** What it is, as the field's label: "Token", "Invitation link". */
  label: string
  /** One sentence on whose it is and what it opens. */
  children?: ReactNode
  /** Name and variable of the file to download. */
  file: { name: string; variable: string }
  /** A command that uses the secret. */
  snippet?: (secret: string) => string
  onClose: () => void
}

/**
 * The only place where a secret is ever shown, once. It closes when the secret has been copied or downloaded and the
 * tick says that it is stored; every other way out asks first. Unmounting it takes the secret off the page.
 */
export function SecretDialog(props: SecretDialogProps) {
  return (
    <Dialog title={props.title} onClose={props.onClose} size="lg">
      <SecretForm {...props} />
    </Dialog>
  )
}

function SecretForm({ secret, label, children, file, snippet, onClose }: SecretDialogProps) {
  const fieldId = useId()
  const [taken, setTaken] = useState(false)
  const [stored, setStored] = useState(false)
  const done = useRef(false)
  const field = useCopy()
  const command = useCopy()
  const dialog = useDialog()

  const guard = useLeaveGuard(() => !done.current, {
    title: 'Close without storing it?',
    message: `The ${label.toLowerCase()} will not be shown again. If it is lost, a new one must be made.`,
    leaveLabel: 'Close anyway',
    stayLabel: 'Go back',
  })
  const addGuard = dialog?.addGuard
  useEffect(() => addGuard?.(guard), [addGuard, guard])

  const copyInto = async (copier: ReturnType<typeof useCopy>, text: string) => {
    if (await copier.copy(text)) setTaken(true)
  }
  const finish = () => {
    done.current = true
    onClose()
  }

  return (
    <div className={classes.content}>
      {children && <p>{children}</p>}
      <p>
        <strong>It will not be shown again.</strong> Store it now, where only those who need it can read it.
      </p>

      <div className={classes.secret}>
        <TextInput
          id={fieldId}
          className={classes.field}
          label={label}
          value={secret}
          readOnly
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
          onCopy={() => setTaken(true)}
          classNames={{ input: classes.mono ?? '' }}
          autoComplete="off"
          spellCheck={false}
        />
        <Button
          variant="default"
          leftSection={field.state === 'copied' ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
          onClick={() => copyInto(field, secret)}
        >
          {field.state === 'copied' ? 'Copied' : 'Copy'}
        </Button>
        <Button
          variant="default"
          leftSection={<Download size={16} aria-hidden />}
          onClick={() => {
            downloadText(file.name, `${file.variable}=${secret}\n`)
            setTaken(true)
          }}
        >
          Download as .env
        </Button>
      </div>
      <p className={classes.status} aria-live="polite">
        {(field.state === 'copied' || command.state === 'copied') && 'Copied'}
        {(field.state === 'failed' || command.state === 'failed') &&
          'The browser does not let this page copy. Select the text and copy it yourself.'}
      </p>

      {snippet && (
        <figure className={classes.snippet}>
          <figcaption>
            Use it like this
            <Button variant="subtle" size="compact-sm" onClick={() => copyInto(command, snippet(secret))}>
              {command.state === 'copied' ? 'Command copied' : 'Copy command'}
            </Button>
          </figcaption>
          {/* A focusable region, so that the keyboard can scroll it. */}
          <pre tabIndex={0} aria-label="Example command">
            {snippet(secret)}
          </pre>
        </figure>
      )}

      <Checkbox
        label="I have stored it"
        checked={stored}
        onChange={(event) => setStored(event.currentTarget.checked)}
      />
      <DialogActions>
        <Button onClick={finish} disabled={!taken || !stored} aria-describedby={taken ? undefined : `${fieldId}-why`}>
          Done
        </Button>
      </DialogActions>
      {(!taken || !stored) && (
        <p id={`${fieldId}-why`} className={classes.why}>
          {taken ? 'Tick the box when it is stored.' : 'Copy or download it first.'}
        </p>
      )}
    </div>
  )
}
