import { PageHeader } from '#src/components/page-header.tsx'

export function AccountPage() {
  return <PageHeader title="Account" />
}
