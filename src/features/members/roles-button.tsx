import { lazy, Suspense, useState, useTransition } from 'react'
import { tellMissing } from '#src/lib/lazy-dialog.tsx'
import { formatCount } from '#src/lib/numbers.ts'
import { plural } from '#src/lib/plural.ts'
import classes from './members.module.css'

const load = async () => ({ default: (await import('./roles-popover.tsx')).RolesPopover })
const RolesPopover = lazy(load)

export interface RolesButtonProps {
  organization: string
  memberId: string
  /** Names the member for assistive technology. */
  label: string
  count: number
}

/** How many roles a member has; the list comes, with its code, when it is asked for. */
export function RolesButton({ organization, memberId, label, count }: RolesButtonProps) {
  const [wanted, setWanted] = useState(false)
  const [isOpen, setIsOpen] = useState(false)
  const [, startTransition] = useTransition()
  const preload = () => {
    load().catch(() => undefined)
  }
  // The plain button stays until the popover is there to take its place.
  const open = async () => {
    try {
      await load()
    } catch {
      tellMissing()
      return
    }
    startTransition(() => {
      setWanted(true)
      setIsOpen(true)
    })
  }
  const props = {
    type: 'button' as const,
    className: classes.roles ?? '',
    'aria-haspopup': 'dialog' as const,
    'aria-expanded': isOpen,
    'aria-label': `${plural(count, 'role')} of ${label}`,
    children: formatCount(count),
  }
  const plain = <button {...props} onPointerEnter={preload} onFocus={preload} onClick={() => void open()} />
  if (!wanted) return plain
  return (
    <Suspense fallback={plain}>
      <RolesPopover
        organization={organization}
        memberId={memberId}
        label={label}
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        buttonProps={props}
      />
    </Suspense>
  )
}
