import { PageHeader } from '#src/components/page-header.tsx'

export function RoleComparisonPage() {
  return <PageHeader title="Compare roles" />
}
