import { PageHeader } from '#src/components/page-header.tsx'

export function OverviewPage() {
  return <PageHeader title="Overview" />
}
