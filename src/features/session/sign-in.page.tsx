import { PageHeader } from '#src/components/page-header.tsx'

export function SignInPage() {
  return <PageHeader title="Sign in" />
}
