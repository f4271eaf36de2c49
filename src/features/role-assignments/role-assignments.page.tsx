import { PageHeader } from '#src/components/page-header.tsx'

export function RoleAssignmentsPage() {
  return <PageHeader title="Role assignments" />
}
