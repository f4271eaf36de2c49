import { PageHeader } from '#src/components/page-header.tsx'

export function MembersPage() {
  return <PageHeader title="Members" />
}
