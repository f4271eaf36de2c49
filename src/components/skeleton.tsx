import classes from './skeleton.module.css'

/** A grey bar in the place of what still loads. `width` is any CSS width. */
export function Skeleton({ width = '70%' }: { width?: string }) {
  return <span className={classes.bar} style={{ width }} aria-hidden />
}
