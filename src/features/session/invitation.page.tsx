import { PageHeader } from '#src/components/page-header.tsx'

export function InvitationPage() {
  return <PageHeader title="Invitation" />
}
