import { Minus, Plus } from 'lucide-react'
import { memo } from 'react'
import type { AccessPreview } from '#contract/access.ts'
import classes from './access-changes.module.css'
import { PermissionList } from './permission-list.tsx'
import { Several } from './several.tsx'
import { assigneeLabel, changesByLevel, type LevelChange, obstacleNote } from './wording.ts'

type Group = AccessPreview['groups'][number]
type Assignee = Group['assignees'][number]

const kinds: Record<Assignee['kind'], string | undefined> = {
  member: undefined,
  service_user: 'service user',
  deployment: 'deployment',
}

/** Those for whom the same changes, and what that is on which level. */
export const ChangeGroup = memo(function ChangeGroup({
  group,
  namesProjects,
}: {
  group: Group
  namesProjects: boolean
}) {
  const seen = new Set<string>()
  const doubled = new Set<string>()
  for (const label of group.assignees.map(assigneeLabel)) (seen.has(label) ? doubled : seen).add(label)

  return (
    <>
      <div className={classes.who}>
        <Several items={group.assignees} shown={5} noun="who change alike">
          {(assignee) => <Who assignee={assignee} isDoubled={doubled.has(assigneeLabel(assignee))} />}
        </Several>
      </div>
      {changesByLevel(group.differences, namesProjects).map((change) => (
        <Level key={`${change.lead} ${change.places[0] ?? ''}`} change={change} isOne={group.assignees.length === 1} />
      ))}
    </>
  )
})

function Who({ assignee, isDoubled }: { assignee: Assignee; isDoubled: boolean }) {
  const label = assigneeLabel(assignee)
  const notes = [
    isDoubled && assignee.email !== label && assignee.email,
    kinds[assignee.kind],
    assignee.obstacle && obstacleNote(assignee.obstacle),
  ].filter(Boolean)
  return (
    <>
      <span title={assignee.email || undefined}>{label}</span>
      {notes.length > 0 && <span className={classes.note}> ({notes.join(', ')})</span>}
    </>
  )
}

function Level({ change, isOne }: { change: LevelChange; isOne: boolean }) {
  return (
    <div className={classes.level}>
      <div className={classes.where}>
        {change.lead}{' '}
        {change.places.length > 0 && (
          <Several items={change.places} shown={4} noun="places">
            {(place) => place}
          </Several>
        )}
        {change.note !== undefined && `: ${change.note}`}
      </div>
      <Side side="lost" word={isOne ? 'Loses' : 'Lose'} names={change.lost} />
      <Side side="gained" word={isOne ? 'Gains' : 'Gain'} names={change.gained} />
    </div>
  )
}

function Side({ side, word, names }: { side: 'lost' | 'gained'; word: string; names: readonly string[] }) {
  if (names.length === 0) return null
  const Sign = side === 'lost' ? Minus : Plus
  return (
    <div className={classes.side}>
      <span className={classes.sign} data-side={side}>
        <Sign size={13} aria-hidden />
        {word}
      </span>
      <div className={classes.permissions}>
        <PermissionList names={names} />
      </div>
    </div>
  )
}
