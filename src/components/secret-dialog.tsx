import '@mantine/core/styles/Input.layer.css'
import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { Check, Copy, Download } from 'lucide-react'
import { type ReactNode, type SyntheticEvent, useEffect, useId, useRef, useState } from 'react'
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
  /**
   * Straight from the mutation's result; the caller resets the mutation in `onClose` and holds it nowhere else.
   * Several are shown, copied and downloaded together, a line each.
   */
  secret: string | readonly string[]
  /** What it is, as the field's label: "Token", "Invitation link". */
  label: string
  /** One sentence on whose it is and what it opens. */
  children?: ReactNode
  /** Name of the file to download, and the variable that holds the secret in it; several stand in it as they are. */
  file: { name: string; variable?: string }
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

  const isOne = typeof secret === 'string'
  const text = isOne ? secret : secret.join('\n')
  const noun = label.toLowerCase()
  const guard = useLeaveGuard(() => !done.current, {
    title: isOne ? 'Close without storing it?' : 'Close without storing them?',
    message: isOne
      ? `The ${noun} will not be shown again. If it is lost, a new one must be made.`
      : `The ${noun} will not be shown again. If they are lost, new ones must be made.`,
    leaveLabel: 'Close anyway',
    stayLabel: 'Go back',
  })
  const addGuard = dialog?.addGuard
  useEffect(() => addGuard?.(guard), [addGuard, guard])

  const copyInto = async (copier: ReturnType<typeof useCopy>, copied: string) => {
    if (await copier.copy(copied)) setTaken(true)
  }
  const finish = () => {
    done.current = true
    onClose()
  }

  const input = {
    id: fieldId,
    className: classes.field ?? '',
    label,
    value: text,
    readOnly: true,
    'data-autofocus': true,
    onFocus: ({ currentTarget }: SyntheticEvent<HTMLInputElement | HTMLTextAreaElement>) => currentTarget.select(),
    onCopy: ({ currentTarget }: SyntheticEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      const { selectionStart, selectionEnd, value } = currentTarget
      if (selectionStart === 0 && selectionEnd === value.length) setTaken(true)
    },
    classNames: { input: classes.mono ?? '' },
    autoComplete: 'off',
    spellCheck: false,
  }
  return (
    <div className={classes.content}>
      {children && <div className={classes.about}>{children}</div>}
      <p>
        <strong>{isOne ? 'It' : 'They'} will not be shown again.</strong> Store {isOne ? 'it' : 'them'} now, where only
        those who need {isOne ? 'it' : 'them'} can read {isOne ? 'it' : 'them'}.
      </p>

      <div className={classes.secret}>
        {isOne ? <TextInput {...input} /> : <Textarea {...input} rows={Math.min(secret.length, 10)} wrap="off" />}
        <Button
          variant="default"
          leftSection={field.state === 'copied' ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
          onClick={() => copyInto(field, text)}
        >
          {field.state === 'copied' ? 'Copied' : isOne ? 'Copy' : 'Copy all'}
        </Button>
        <Button
          variant="default"
          leftSection={<Download size={16} aria-hidden />}
          onClick={() => {
            downloadText(file.name, `${file.variable === undefined ? '' : `${file.variable}=`}${text}\n`)
            setTaken(true)
          }}
        >
          {file.variable === undefined ? 'Download' : 'Download as .env'}
        </Button>
      </div>
      <p className={classes.status} aria-live="polite">
        {(field.state === 'copied' || command.state === 'copied') && 'Copied'}
        {(field.state === 'failed' || command.state === 'failed') &&
          'The browser does not let this page copy. Select the text and copy it yourself.'}
      </p>

      {snippet && isOne && (
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
        label={isOne ? 'I have stored it' : 'I have stored them'}
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
          {taken
            ? `Tick the box when ${isOne ? 'it is' : 'they are'} stored.`
            : `Copy or download ${isOne ? 'it' : 'them'} first.`}
        </p>
      )}
    </div>
  )
}
