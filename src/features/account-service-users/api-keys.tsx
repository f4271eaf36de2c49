import { useMutation } from '@tanstack/react-query'
import { useCallback, useId, useState } from 'react'
import { type AccountServiceUser, type ApiKeyType, apiKeyTypes } from '#contract/account-service-users.ts'
import { ApiError } from '#src/api/api-error.ts'
import { SecretDialog } from '#src/components/lazy-dialogs.tsx'
import { type LeavePrompt, useLeaveGuard } from '#src/components/leave-guard.ts'
import { showToast } from '#src/components/toast.tsx'
import { newIdempotencyKey } from '#src/lib/idempotency-key.ts'
import { lazyDialog } from '#src/lib/lazy-dialog.tsx'
import classes from './account-service-users.module.css'
import { generateApiKeyMutation, revokeApiKeyMutation } from './account-service-users.queries.ts'
import { ApiKeyRow, type Failure } from './api-key-row.tsx'
import { keyFile, keySnippet } from './key-types.ts'
import { whyNotAdminister, whyNotChange } from './rights.ts'
import { useCaller } from './use-caller.ts'
import { useLinkedKey } from './use-linked-key.ts'

const RevokeKeyDialog = lazyDialog(() => import('./revoke-key-dialog.tsx').then((module) => module.RevokeKeyDialog))

interface OpenDialog {
  kind: 'revoke' | 'rotate'
  type: ApiKeyType
}

interface Attempt {
  type: ApiKeyType
  /** The same for each try, so that a lost answer is given again. */
  idempotencyKey: string
  /** The old key was revoked for the new one. */
  isRotation: boolean
}

const keyOnItsWay: LeavePrompt = {
  title: 'Leave before the key has come?',
  message: 'The new key is on its way. It is shown once, and only on this page.',
  leaveLabel: 'Leave without it',
  stayLabel: 'Wait for it',
}

const labelOf = (type: ApiKeyType) => apiKeyTypes.find(({ name }) => name === type)?.displayName ?? type

/** One row for each type of key, held or not, since there is at most one key of each. */
export function ApiKeys({ organization, serviceUser }: { organization: string; serviceUser: AccountServiceUser }) {
  const headingId = useId()
  const caller = useCaller(organization)
  const generate = useMutation(generateApiKeyMutation(organization))
  const revoke = useMutation(revokeApiKeyMutation(organization))
  const [dialog, setDialog] = useState<OpenDialog>()
  useLinkedKey(
    serviceUser,
    useCallback((type) => setDialog({ kind: 'revoke', type }), []),
  )
  const [running, setRunning] = useState<Attempt>()
  const [failed, setFailed] = useState<Attempt & Failure>()
  const { username } = serviceUser
  useLeaveGuard(() => running !== undefined || (dialog?.kind === 'rotate' && revoke.isPending), keyOnItsWay)

  const run = async (attempt: Attempt) => {
    setFailed(undefined)
    setRunning(attempt)
    try {
      await SecretDialog.ready()
      await generate.mutateAsync({ username, type: attempt.type, idempotencyKey: attempt.idempotencyKey })
    } catch (error) {
      setFailed({ ...attempt, error, isUnsure: error instanceof ApiError && error.kind !== 'refused' })
    } finally {
      setRunning(undefined)
    }
  }
  const start = (type: ApiKeyType, isRotation: boolean) =>
    void run({ type, isRotation, idempotencyKey: newIdempotencyKey() })
  const handleRevoked = ({ kind, type }: OpenDialog) => {
    setDialog(undefined)
    if (kind === 'rotate') start(type, true)
    else showToast({ kind: 'success', message: `${labelOf(type)} key revoked` })
  }

  const busy = running && `The ${labelOf(running.type)} key is on its way.`
  const notAdminister = whyNotAdminister(caller, organization, serviceUser)
  const notGenerate = whyNotChange(caller, organization, serviceUser) ?? busy
  const use = generate.variables && { ...generate.variables, organization }
  return (
    <section className={classes.keys} aria-labelledby={headingId}>
      <h2 id={headingId}>API keys</h2>
      <p>
        It signs in by HTTP Basic with its username and a key. There is at most one key of each type, and the profile
        limits what all of them can do.
      </p>
      <ul className={classes.rows}>
        {apiKeyTypes.map(({ name: type }) => (
          <ApiKeyRow
            key={type}
            type={type}
            serviceUser={serviceUser}
            isRunning={running?.type === type}
            notGenerate={notGenerate}
            notRevoke={notAdminister ?? busy}
            failure={failed?.type === type ? failed : undefined}
            onGenerate={() => start(type, false)}
            onRetry={() => {
              // A refusal would be given again, too.
              if (failed?.isUnsure) void run(failed)
              else start(type, failed?.isRotation ?? false)
            }}
            onRotate={() => setDialog({ kind: 'rotate', type })}
            onRevoke={() => setDialog({ kind: 'revoke', type })}
            onApproach={() => {
              RevokeKeyDialog.preload()
              SecretDialog.preload()
            }}
          />
        ))}
      </ul>
      {dialog && (
        <RevokeKeyDialog
          organization={organization}
          serviceUser={serviceUser}
          type={labelOf(dialog.type)}
          kind={dialog.kind}
          onRevoke={(ifMatch) => revoke.mutateAsync({ username, type: dialog.type, ifMatch })}
          onRevoked={() => handleRevoked(dialog)}
          onClose={() => setDialog(undefined)}
        />
      )}
      {generate.data && use && (
        <SecretDialog
          title={`${labelOf(use.type)} key generated`}
          secret={generate.data.key}
          label="API key"
          file={keyFile(use)}
          snippet={(key) => keySnippet(key, window.location.origin, use)}
          onClose={() => generate.reset()}
        >
          {`The ${labelOf(use.type)} key of ${username}, which sends it with its username by HTTP Basic.`}
        </SecretDialog>
      )}
    </section>
  )
}
