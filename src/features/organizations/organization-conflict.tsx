import { Button } from '@mantine/core'
import type { Organization } from '#contract/organizations.ts'
import { ChangedNote } from '#src/components/changed-note.tsx'
import { formatDay } from '#src/lib/dates.ts'

interface OrganizationConflictProps {
  before: Organization
  theirs: Organization
  onKeepMine: () => void
  onTakeTheirs: () => void
}

/** Somebody else has saved the organization while it was edited here: what they changed, and whose values go on. */
export function OrganizationConflict({ before, theirs, onKeepMine, onTakeTheirs }: OrganizationConflictProps) {
  return (
    <ChangedNote
      title="Somebody else has changed this organization since you opened it. Nothing of yours is saved."
      changes={describeOrganizationChange(before, theirs)}
      actions={
        <>
          <Button size="compact-sm" variant="default" onClick={onTakeTheirs}>
            Discard mine, load theirs
          </Button>
          <Button size="compact-sm" variant="default" onClick={onKeepMine}>
            Go on with mine
          </Button>
        </>
      }
    >
      What you have entered is still here.
    </ChangedNote>
  )
}

/** What turned one state of an organization into another, a sentence each. */
function describeOrganizationChange(before: Organization, after: Organization): string[] {
  const lines = [
    before.name !== after.name && `Renamed from ${before.name} to ${after.name}.`,
    spellSubscription(before) !== spellSubscription(after) &&
      `Subscription: ${spellSubscription(after)} instead of ${spellSubscription(before)}.`,
    spellScheduled(before) !== spellScheduled(after) &&
      `Scheduled: ${spellScheduled(after)} instead of ${spellScheduled(before)}.`,
  ].filter((line) => line !== false)
  return lines.length > 0 ? lines : ['A change was taken back.']
}

function spellSubscription({ subscription, subscription_start_date: start, subscription_end_date: end }: Organization) {
  return `${subscription}${start ? ` from ${formatDay(start)}` : ''}${end ? ` until ${formatDay(end)}` : ''}`
}

function spellScheduled({ scheduled_subscription: next }: Organization): string {
  if (!next) return 'nothing'
  return `${next.subscription} from ${formatDay(next.start_date)}${next.end_date ? ` until ${formatDay(next.end_date)}` : ''}`
}
