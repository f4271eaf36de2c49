import { useCopy } from '#src/lib/use-copy.ts'
import classes from './icon-button.module.css'
import { PathIcon } from './path-icon.tsx'

/** Copies `text`; `label` says what: "Copy e-mail". Not for secrets: those have their dialog. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { state, copy } = useCopy()
  return (
    <>
      <button
        type="button"
        className={classes.button}
        aria-label={label}
        title={state === 'failed' ? 'The browser does not let this page copy' : label}
        onClick={() => copy(text)}
      >
        <PathIcon name={state === 'copied' ? 'check' : 'copy'} size={15} />
      </button>
      <span className="visually-hidden" aria-live="polite">
        {state === 'copied' && 'Copied'}
        {state === 'failed' && 'Could not copy'}
      </span>
    </>
  )
}
