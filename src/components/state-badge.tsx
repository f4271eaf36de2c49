import type { ReactNode } from 'react'
import { PathIcon } from './path-icon.tsx'
import classes from './state-badge.module.css'

export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger'

const icons = {
  neutral: 'circle',
  info: 'info',
  success: 'circleCheck',
  warning: 'triangleAlert',
  danger: 'circleAlert',
} as const

export interface StateBadgeProps {
  tone?: Tone
  /** Shown on hover. */
  title?: string | undefined
  children: ReactNode
}

/** A state in words, with a shape of its own beside the colour. */
export function StateBadge({ tone = 'neutral', title, children }: StateBadgeProps) {
  return (
    <span className={classes.badge} data-tone={tone} title={title}>
      <PathIcon name={icons[tone]} size={13} />
      {children}
    </span>
  )
}
