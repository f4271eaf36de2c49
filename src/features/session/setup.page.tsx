import { PageHeader } from '#src/components/page-header.tsx'

export function SetupPage() {
  return <PageHeader title="Set up Steward" />
}
