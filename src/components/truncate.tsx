import classes from './truncate.module.css'

const TAIL = 8

export interface TruncateProps {
  text: string
  /** `middle` keeps the end readable, for e-mails and ids. */
  at?: 'end' | 'middle'
}

/** One line that gives way to its column; the whole text shows on hover, and copying takes all of it. */
export function Truncate({ text, at = 'end' }: TruncateProps) {
  if (at === 'end' || text.length <= TAIL * 2)
    return (
      <span className={classes.end} title={text}>
        {text}
      </span>
    )
  const tail = text.slice(-TAIL)
  return (
    // Two elements side by side would be copied as two lines: one holds the whole text, and the style shows its end.
    <span className={classes.middle} title={text} data-tail={tail}>
      <span className={classes.head}>
        {text.slice(0, -TAIL)}
        <span className={classes.unseen}>{tail}</span>
      </span>
    </span>
  )
}
