import { PageHeader } from '#src/components/page-header.tsx'

export function ServiceUsersPage() {
  return <PageHeader title="Service users" />
}
