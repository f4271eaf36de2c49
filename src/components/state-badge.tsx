import { Circle, CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import classes from './state-badge.module.css'

export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger'

const icons = { neutral: Circle, info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert }

/** A state in words, with a shape of its own beside the colour. */
export function StateBadge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  const Icon = icons[tone]
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={13} aria-hidden />
      {children}
    </span>
  )
}
