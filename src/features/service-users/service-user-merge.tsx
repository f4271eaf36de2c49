import { Button } from '@mantine/core'
import { entriesOf, type MergedValue, MergeView } from '#src/components/merge-view.tsx'
import { spellExpiry } from './expiry.ts'
import type { ServiceUserValues } from './service-user-form.ts'
import { isSameInstant, type ServiceUserMerge, type Single } from './use-service-user-draft.ts'

interface ServiceUserMergeViewProps {
  merge: ServiceUserMerge
  /** What the form holds, which is the result. */
  result: ServiceUserValues
  onChoose: (field: Single, side: 'theirs' | 'mine') => void
  onOrigins: (next: string[]) => void
  onTakeTheirs: () => void
}

const labels = { name: 'Name', expiry_date: 'Expires' } as const

/** Somebody else saved the service user while it was edited here: what both did, and what saving now makes of it. */
export function ServiceUserMergeView({ merge, result, onChoose, onOrigins, onTakeTheirs }: ServiceUserMergeViewProps) {
  const { base, theirs, mine } = merge
  const origins = result.allowed_cors_origins ?? []
  const values = (['name', 'expiry_date'] as const).flatMap((field): MergedValue[] => {
    const isSame = field === 'name' ? Object.is : isSameInstant
    if (isSame(base[field], theirs[field]) && isSame(base[field], mine[field])) return []
    return [
      {
        label: labels[field],
        before: spell(field, base[field]),
        theirs: spell(field, theirs[field]),
        mine: spell(field, mine[field]),
        result: spell(field, result[field] ?? (field === 'name' ? '' : null)),
        ...(merge.choices[field] === undefined
          ? {}
          : { choice: chosen(merge, field, result), onChoose: (side) => onChoose(field, side) }),
      },
    ]
  })
  return (
    <MergeView
      key={merge.number}
      title="Somebody else has changed it since you opened it."
      values={values}
      entryLabel="CORS origin"
      entries={entriesOf(base.allowed_cors_origins, theirs.allowed_cors_origins, mine.allowed_cors_origins, origins)}
      onToggle={(name, isIn) => {
        const others = origins.filter((origin) => origin !== name)
        onOrigins(isIn ? [...others, name] : others)
      }}
      actions={
        <Button size="compact-sm" variant="default" onClick={onTakeTheirs}>
          Discard mine, load theirs
        </Button>
      }
    >
      Both changes are put together here, and nothing of yours is saved yet. Check the result, change it where you like,
      and save.
    </MergeView>
  )
}

/** Whose value the result has; nothing while that has to be chosen. Another value entered since is a choice, too. */
function chosen({ theirs, mine, choices }: ServiceUserMerge, field: Single, result: ServiceUserValues) {
  const isSame = field === 'name' ? Object.is : isSameInstant
  const value = result[field] ?? (field === 'name' ? '' : null)
  if (isSame(value, theirs[field])) return 'theirs'
  if (!isSame(value, mine[field])) return 'neither'
  return choices[field] === 'mine' ? 'mine' : undefined
}

/** Both gave something another value each, and none has been chosen yet. */
export function needsChoice(merge: ServiceUserMerge, result: ServiceUserValues): boolean {
  return (['name', 'expiry_date'] as const).some(
    (field) => merge.choices[field] !== undefined && chosen(merge, field, result) === undefined,
  )
}

function spell(field: Single, value: string | null): string {
  if (field === 'name') return value || 'No name'
  return value === null ? 'Never' : (spellExpiry(value) ?? value)
}
