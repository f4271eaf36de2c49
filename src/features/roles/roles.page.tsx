import { PageHeader } from '#src/components/page-header.tsx'

export function RolesPage() {
  return <PageHeader title="Roles" />
}
