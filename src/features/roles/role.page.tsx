import { PageHeader } from '#src/components/page-header.tsx'

export function RolePage() {
  return <PageHeader title="Role" />
}
