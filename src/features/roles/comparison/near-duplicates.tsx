import { Copy } from 'lucide-react'
import { Link } from 'react-router-dom'
import { paths } from '#src/lib/paths.ts'
import { plural } from '#src/lib/plural.ts'
import { someOf } from '../role-rights.ts'
import classes from './near-duplicates.module.css'
import type { NearDuplicate } from './similarity.ts'

export interface NearDuplicatesProps {
  project: string
  pairs: readonly NearDuplicate[]
  /** Leaves the links out where the pair is what is compared already. */
  isComparison?: boolean
  /** Called when a link is followed, which leads to another state of the same page. */
  onCompare?: () => void
}

/** Pairs of roles that give nearly the same, with what tells them apart. */
export function NearDuplicates({ project, pairs, isComparison = false, onCompare }: NearDuplicatesProps) {
  return (
    <ul className={classes.pairs}>
      {pairs.map(({ names: [one, other], only: [onlyOne, onlyOther] }) => (
        <li key={`${one} ${other}`} className={classes.pair}>
          <Copy size={14} aria-hidden className={classes.icon} />
          <span className={classes.text}>
            <strong>{one}</strong> and <strong>{other}</strong>{' '}
            {onlyOne.length + onlyOther.length === 0
              ? 'give the same permissions.'
              : `differ by ${plural(onlyOne.length + onlyOther.length, 'permission')}.`}
            {onlyOne.length > 0 && ` Only ${one} gives ${someOf(onlyOne)}.`}
            {onlyOther.length > 0 && ` Only ${other} gives ${someOf(onlyOther)}.`}
          </span>
          {!isComparison && (
            <Link
              to={paths.roleComparison(project, [one, other])}
              aria-label={`Compare ${one} and ${other}`}
              onClick={onCompare}
            >
              Compare
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}
