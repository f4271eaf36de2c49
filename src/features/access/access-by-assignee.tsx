import { useQuery } from '@tanstack/react-query'
import { ScanSearch } from 'lucide-react'
import { useMemo } from 'react'
import type { OwnAccess as Access } from '#contract/access.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { sessionQuery } from '#src/features/session/session.queries.ts'
import { holdsOn } from '#src/lib/own-rights.ts'
import classes from './access.module.css'
import { accessExplanationQuery } from './access.queries.ts'
import { type AccessQuestion, levelQuery } from './access-question.ts'
import { Explanation, ExplanationSkeleton } from './explanation.tsx'
import { OwnAccess } from './own-access.tsx'
import { AssigneeSelect, LevelSelect, PermissionSelect } from './question-fields.tsx'
import { Refused } from './refused.tsx'

export interface AccessTabProps {
  project: string
  organization: string | undefined
  question: AccessQuestion
  onChange: (change: Partial<AccessQuestion>) => void
  /** What the one who asks may do; undefined until it is known. */
  own: Access | undefined
}

/** Whether one assignee holds a permission, and why. Whoever asks begins with themselves. */
export function AccessByAssignee({ project, organization, question, onChange, own }: AccessTabProps) {
  const { data: session } = useQuery(sessionQuery())
  const user = session?.user
  const self = useMemo(
    () => user && { id: user.id, label: `${user.name} ${user.surname}`.trim() || user.email },
    [user],
  )
  const assignee = question.assignee || (self?.id ?? '')
  const { assignee_type, permission, level } = question
  const isSelf = assignee !== '' && assignee === self?.id && assignee_type === 'user'

  const explanation = useQuery({
    ...accessExplanationQuery(project, {
      assignee,
      assignee_type,
      permission: permission ?? 'projects.get',
      ...levelQuery(level),
    }),
    enabled: permission !== undefined && assignee !== '',
  })
  const { data, error, isFetching, refetch } = explanation
  const mayAskOthers = holdsOn(own, 'roles.assignments.list', level)

  return (
    <>
      <div className={classes.fields} role="group" aria-label="Question">
        <AssigneeSelect
          project={project}
          value={{ assignee, assignee_type }}
          self={self}
          known={isSelf ? { name: self?.label ?? '', email: '' } : data}
          onChange={onChange}
          disabledReason={mayAskOthers ? undefined : 'Asking about others takes roles.assignments.list'}
        />
        <PermissionSelect value={permission} onChange={(chosen) => onChange({ permission: chosen })} />
        <LevelSelect project={project} value={level} onChange={(chosen) => onChange({ level: chosen })} />
      </div>
      <div aria-live="polite">
        {permission === undefined ? (
          <div className={classes.frame}>
            <EmptyState icon={<ScanSearch size={28} />} title="Choose a permission">
              The answer is yes or no, with every role that gives it, and the smallest change that would turn it.
            </EmptyState>
          </div>
        ) : data ? (
          <Explanation project={project} organization={organization} explanation={data} own={own} isSelf={isSelf} />
        ) : error ? (
          <Refused project={project} error={error} what="The answer" isFetching={isFetching} onRetry={refetch} />
        ) : (
          <ExplanationSkeleton />
        )}
      </div>
      {isSelf && own && <OwnAccess own={own} />}
    </>
  )
}
