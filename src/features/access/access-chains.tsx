import { ArrowRight, Building2, ShieldCheck } from 'lucide-react'
import { Link } from 'react-router-dom'
import type { AccessChain, AccessExplanation } from '#contract/access.ts'
import { paths } from '#src/lib/paths.ts'
import classes from './access.module.css'
import { describeLevel } from './access-question.ts'
import { labelOf } from './access-wording.ts'

/** Why somebody holds the permission: each way from them to it, as a row to be read from left to right. */
export function AccessChains({ project, explanation }: { project: string; explanation: AccessExplanation }) {
  return (
    <ul className={classes.chains} aria-label="Ways to this permission">
      {explanation.chains.map((chain) => (
        <li key={chain.type === 'role' ? chain.role_assignment : chain.type} className={classes.chain}>
          <span className={classes.link}>{labelOf(explanation)}</span>
          <Arrow />
          {chain.type === 'role' ? (
            <RoleLinks project={project} chain={chain} name={labelOf(explanation)} />
          ) : (
            <>
              <span className={classes.link}>
                <Building2 size={15} aria-hidden /> admin of the organization
              </span>
              <Arrow />
              <span className={classes.link}>everything in its projects</span>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

function RoleLinks({
  project,
  chain,
  name,
}: {
  project: string
  chain: Extract<AccessChain, { type: 'role' }>
  name: string
}) {
  const search = new URLSearchParams({ q: `${chain.role} ${name}` }).toString()
  return (
    <>
      <span className={classes.link}>
        <ShieldCheck size={15} aria-hidden />
        <span>
          role <Link to={paths.role(project, chain.role)}>{chain.role}</Link>
        </span>
      </span>
      <Arrow />
      <span className={classes.link}>
        <span>
          <Link to={`${paths.roleAssignments(project)}?${search}`}>assigned</Link> on {describeLevel(chain)}
        </span>
      </span>
    </>
  )
}

const Arrow = () => <ArrowRight className={classes.arrow} size={15} aria-label="through" role="img" />
