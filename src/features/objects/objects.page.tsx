import { PageHeader } from '#src/components/page-header.tsx'

export function ObjectsPage() {
  return <PageHeader title="Objects" />
}
