import { PageHeader } from '#src/components/page-header.tsx'

export function UsagePage() {
  return <PageHeader title="Usage" />
}
