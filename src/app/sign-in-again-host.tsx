import { lazyDialog } from '#src/lib/lazy-dialog.tsx'
import { sessionIsBack, useHasExpired } from './signed-out.ts'

export const SignInAgainDialog = lazyDialog(() =>
  import('./sign-in-again-dialog.tsx').then((module) => module.SignInAgainDialog),
)

export function SignInAgainHost() {
  // Without the dialog, the next request that is refused asks again.
  return useHasExpired() ? <SignInAgainDialog onMissing={sessionIsBack} /> : null
}
