import { PageHeader } from '#src/components/page-header.tsx'

export function AccessPage() {
  return <PageHeader title="Access" />
}
