import { PageHeader } from '#src/components/page-header.tsx'

export function OrganizationsPage() {
  return <PageHeader title="Organizations" />
}
