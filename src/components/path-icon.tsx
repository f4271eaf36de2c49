import classes from './path-icon.module.css'

const paths = {
  check: 'M20 6 9 17l-5-5',
  circle: 'M22 12a10 10 0 1 1-20 0 10 10 0 1 1 20 0z',
  circleAlert: 'M22 12a10 10 0 1 1-20 0 10 10 0 1 1 20 0zM12 8v4M12 16h.01',
  circleCheck: 'M22 12a10 10 0 1 1-20 0 10 10 0 1 1 20 0zM16 9l-5.5 5.5L8 12',
  copy: 'M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2V10a2 2 0 0 1 2-2zM4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2',
  ellipsis: 'M13 12a1 1 0 1 1-2 0 1 1 0 1 1 2 0zM20 12a1 1 0 1 1-2 0 1 1 0 1 1 2 0zM6 12a1 1 0 1 1-2 0 1 1 0 1 1 2 0z',
  info: 'M22 12a10 10 0 1 1-20 0 10 10 0 1 1 20 0zM12 16v-4M12 8h.01',
  triangleAlert: 'm21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3M12 9v4M12 17h.01',
} as const

export type PathIconName = keyof typeof paths

/** A drawing of Lucide in one element with hardly an attribute, for what stands in each row of a long list. */
export function PathIcon({ name, size }: { name: PathIconName; size: number }) {
  return (
    <svg className={classes.icon} viewBox="0 0 24 24" width={size} height={size} aria-hidden>
      <path d={paths[name]} />
    </svg>
  )
}
