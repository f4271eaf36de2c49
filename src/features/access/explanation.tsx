import { CircleCheck, CircleSlash, TriangleAlert } from 'lucide-react'
import type { AccessExplanation, OwnAccess } from '#contract/access.ts'
import { Skeleton } from '#src/components/skeleton.tsx'
import classes from './access.module.css'
import { AccessChains } from './access-chains.tsx'
import { missingFor, type Verdict, verdictOf } from './access-wording.ts'
import { SmallestChange } from './smallest-change.tsx'

const icons: Record<Verdict['answer'], typeof CircleCheck> = {
  yes: CircleCheck,
  no: CircleSlash,
  blocked: TriangleAlert,
}

export interface ExplanationProps {
  project: string
  organization: string | undefined
  explanation: AccessExplanation
  own: OwnAccess | undefined
  isSelf: boolean
}

/** Yes or no, by which ways or for want of what, and the smallest change that would turn it. */
export function Explanation({ explanation, isSelf, ...rest }: ExplanationProps) {
  const { answer, sentence } = verdictOf(explanation, isSelf)
  const Icon = icons[answer]
  return (
    <div className={classes.card}>
      <h2 className={classes.verdict} data-answer={answer}>
        <Icon size={20} aria-hidden />
        <span>{sentence}</span>
      </h2>
      {explanation.chains.length > 0 ? (
        <AccessChains project={rest.project} explanation={explanation} />
      ) : (
        <p className={classes.text}>{missingFor(explanation, isSelf)}</p>
      )}
      <SmallestChange explanation={explanation} isSelf={isSelf} {...rest} />
    </div>
  )
}

export function ExplanationSkeleton() {
  return (
    <div className={classes.card} aria-busy="true">
      <h2 className={classes.verdict}>
        <span className="visually-hidden">Looking for the answer</span>
        <Skeleton width="60%" />
      </h2>
      <div className={classes.chain}>
        <Skeleton width="45%" />
      </div>
      <div className={classes.change}>
        <Skeleton width="30%" />
      </div>
    </div>
  )
}
