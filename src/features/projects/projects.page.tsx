import { PageHeader } from '#src/components/page-header.tsx'

export function ProjectsPage() {
  return <PageHeader title="Projects" />
}
