import { type ReactNode, useState } from 'react'
import { formatCount } from '#src/lib/numbers.ts'
import classes from './access-changes.module.css'

// What one press adds: enough to read, and few enough to paint at once.
const CHUNK = 250

export interface SeveralProps<Item> {
  items: readonly Item[]
  /** How many stand there before the rest is asked for. */
  shown: number
  /** What there is more of, for who hears the button alone: "people". */
  noun: string
  separator?: string
  children: (item: Item) => ReactNode
}

/** A list in running text; a long one begins with a few, and "and 988 more" opens the rest. */
export function Several<Item>({ items, shown, noun, separator = ', ', children }: SeveralProps<Item>) {
  const [limit, setLimit] = useState(shown)
  // One more is no shorter than the button that would hide it.
  const visible = items.length <= limit + 1 ? items : items.slice(0, limit)
  const rest = items.length - visible.length
  return (
    <>
      <ul className={classes.several}>
        {visible.map((item, index) => (
          // The items are values without a life of their own, in an order that stays.
          <li key={index}>
            {children(item)}
            {index < visible.length - 1 && separator}
          </li>
        ))}
      </ul>
      {items.length > shown + 1 && (
        <button
          type="button"
          className={classes.more}
          aria-expanded={limit > shown}
          onClick={() => setLimit(rest === 0 ? shown : limit + CHUNK)}
        >
          {rest === 0 ? 'Show fewer' : `and ${formatCount(rest)} more`} <span className="visually-hidden">{noun}</span>
        </button>
      )}
    </>
  )
}
