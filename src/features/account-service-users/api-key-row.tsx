import { Button } from '@mantine/core'
import { useId } from 'react'
import { type AccountServiceUser, type ApiKeyType, apiKeyTypes } from '#contract/account-service-users.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { StateBadge } from '#src/components/state-badge.tsx'
import classes from './account-service-users.module.css'
import { heldKey, keyOpens } from './key-types.ts'

/** The bullets in the place of most of a key, and as many of them as say so. */
const HIDDEN = /^\u2022+/
const SHOWN_HIDDEN = '\u2022'.repeat(8)

/** Why no key came. */
export interface Failure {
  error: unknown
  /** The old key was revoked for the new one. */
  isRotation: boolean
  /** The answer was lost, so that a key may have been generated. */
  isUnsure: boolean
}

interface ApiKeyRowProps {
  type: ApiKeyType
  serviceUser: AccountServiceUser
  /** A key of this type is on its way. */
  isRunning: boolean
  notGenerate: string | undefined
  notRevoke: string | undefined
  failure: Failure | undefined
  onGenerate: () => void
  /** Asks for the key that did not come. */
  onRetry: () => void
  onRotate: () => void
  onRevoke: () => void
  onApproach: () => void
}

/** One type of key: what it opens, whether it is held and used, and what can be done about that. */
export function ApiKeyRow({ type, serviceUser, isRunning, notGenerate, notRevoke, failure, ...on }: ApiKeyRowProps) {
  const labelId = useId()
  const label = apiKeyTypes.find(({ name }) => name === type)?.displayName ?? type
  const key = heldKey(serviceUser, type)
  const isAllowed = serviceUser.apiKeys.allowedApiKeyTypes.some(({ name }) => name === type)
  const noNewKey = isAllowed ? notGenerate : 'It can have no key of this type.'
  const approach = { onPointerEnter: on.onApproach, onFocus: on.onApproach }
  return (
    <li className={classes.row} aria-labelledby={labelId}>
      <div className={classes.type}>
        <h3 id={labelId}>{label}</h3>
        <p className={classes.note}>{keyOpens[type]}</p>
      </div>
      <div className={classes.held}>
        {key === undefined ? (
          <StateBadge>Not held</StateBadge>
        ) : (
          <>
            <StateBadge tone="success">Held</StateBadge>
            {/* The bullets would be read out one by one. */}
            <code aria-hidden>{key.key.replace(HIDDEN, SHOWN_HIDDEN)}</code>
            <span className="visually-hidden">The key ends in {key.key.replace(HIDDEN, '')}</span>
          </>
        )}
      </div>
      {key && (
        <dl className={classes.times}>
          <div>
            <dt>Created</dt>
            <dd>
              <RelativeTime value={key.creationDate} />
            </dd>
          </div>
          <div>
            <dt>Last used</dt>
            <dd>{key.lastUsed === undefined ? '–' : <RelativeTime value={key.lastUsed} none="Never" />}</dd>
          </div>
        </dl>
      )}
      <div className={classes.actions}>
        {key === undefined ? (
          <GatedButton
            size="compact-md"
            variant="default"
            loading={isRunning}
            disabledReason={isRunning ? undefined : noNewKey}
            {...approach}
            onClick={failure ? on.onRetry : on.onGenerate}
          >
            Generate
          </GatedButton>
        ) : (
          <>
            <GatedButton
              size="compact-md"
              variant="default"
              loading={isRunning}
              disabledReason={isRunning ? undefined : (notRevoke ?? noNewKey)}
              {...approach}
              onClick={on.onRotate}
            >
              Rotate
            </GatedButton>
            <GatedButton
              size="compact-md"
              variant="default"
              disabledReason={notRevoke}
              {...approach}
              onClick={on.onRevoke}
            >
              Revoke
            </GatedButton>
          </>
        )}
      </div>
      {failure && (
        <div className={classes.failure}>
          <ErrorNote
            error={failure.error}
            lead={leadOf(failure)}
            action={
              <Button size="compact-sm" variant="default" onClick={on.onRetry}>
                {failure.isUnsure ? 'Ask again' : 'Generate'}
              </Button>
            }
          />
        </div>
      )}
    </li>
  )
}

function leadOf({ isRotation, isUnsure }: Failure): string {
  return [
    isRotation && 'The old key is revoked and works no more.',
    isUnsure
      ? 'Whether a new one was generated is not known: asking again gives that key, and no second one is made.'
      : 'No new key was generated.',
  ]
    .filter(Boolean)
    .join(' ')
}
