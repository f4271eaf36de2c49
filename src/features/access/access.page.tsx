import { useQuery } from '@tanstack/react-query'
import { ScanSearch } from 'lucide-react'
import { ApiError } from '#src/api/api-error.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { LinkTabs } from '#src/components/link-tabs.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { projectListQuery } from '#src/features/projects/projects.queries.ts'
import { useProjectName } from '#src/lib/params.ts'
import classes from './access.module.css'
import { ownAccessQuery } from './access.queries.ts'
import { AccessByAssignee } from './access-by-assignee.tsx'
import { AccessByObject } from './access-by-object.tsx'
import { type AccessQuestion, questionPath, useQuestion } from './access-question.ts'

const tabs: readonly { id: AccessQuestion['tab']; label: string }[] = [
  { id: 'assignee', label: 'By assignee' },
  { id: 'object', label: 'By object' },
]

/** Who may do what in a project, and why. */
export function AccessPage() {
  const project = useProjectName()
  const own = useQuery(ownAccessQuery(project))
  const projects = useQuery(projectListQuery())
  const [question, setQuestion] = useQuestion()
  const organization = projects.data?.find(({ name }) => name === project)?.organization_name

  const isMissing = own.error instanceof ApiError && (own.error.status === 404 || own.error.status === 405)
  // Of a project that is there, only the answer can be missing. Where projects cannot be listed either, the server has
  // none of this.
  const isUnable = isMissing && (projects.error !== null || organization !== undefined)
  if (isMissing && !isUnable && projects.data) return <LoadError error={own.error} onRetry={own.refetch} />

  const tabProps = {
    project,
    organization,
    question,
    own: own.data,
    onChange: (change: Partial<AccessQuestion>) => setQuestion(change, { push: true }),
  }
  return (
    <>
      <PageHeader title="Access" description="Who may do what in this project, and why." />
      {isUnable ? (
        <div className={classes.frame}>
          <EmptyState icon={<ScanSearch size={28} />} title="This server does not explain access">
            It tells roles and role assignments, but not who may do what because of them.
          </EmptyState>
        </div>
      ) : (
        <>
          <LinkTabs
            label="Asked from"
            tabs={tabs.map(({ id, label }) => ({
              label,
              to: questionPath(project, { ...question, tab: id }),
              isCurrent: id === question.tab,
            }))}
          />
          {question.tab === 'object' ? <AccessByObject {...tabProps} /> : <AccessByAssignee {...tabProps} />}
        </>
      )}
    </>
  )
}
