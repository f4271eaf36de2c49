import { lazyDialog } from '#src/lib/lazy-dialog.tsx'
import { useHasExpired } from './signed-out.ts'

const SignInAgainDialog = lazyDialog(() =>
  import('./sign-in-again-dialog.tsx').then((module) => module.SignInAgainDialog),
)

export function SignInAgainHost() {
  return useHasExpired() ? <SignInAgainDialog /> : null
}
