import { formatDay, formatUtc } from '#src/lib/dates.ts'
import type { Column } from './data-table/columns.ts'
import { ExpiryBadge } from './expiry-badge.tsx'

interface Expiring {
  /** An instant of the wire; null for never. */
  expiry_date: string | null
}

/** When something ends, in words and as a date; the export has the date alone. */
export const expiryColumns: readonly [Column<Expiring>, Column<Expiring>] = [
  {
    id: 'expiry',
    header: 'Expires',
    value: ({ expiry_date }) => expiry_date,
    csv: false,
    cell: ({ expiry_date }) => <ExpiryBadge expiry={expiry_date} />,
    width: 126,
  },
  {
    id: 'expiry-date',
    header: 'Expiry date',
    value: ({ expiry_date }) => expiry_date,
    cell: ({ expiry_date }) =>
      expiry_date === null ? (
        '–'
      ) : (
        <time dateTime={expiry_date} title={formatUtc(expiry_date)}>
          {formatDay(expiry_date)}
        </time>
      ),
    width: 122,
  },
]
