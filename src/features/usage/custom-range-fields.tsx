import '@mantine/core/styles/Input.layer.css'
import { TextInput } from '@mantine/core'
import { useCallback } from 'react'
import { useTypedText } from '#src/lib/url-state.ts'
import classes from './usage.module.css'
import { customRangeProblem, type UsageState } from './usage-range.ts'

interface CustomRangeFieldsProps {
  from: string
  to: string
  today: string
  /** Stable, as it would start the pause in typing anew. */
  onChange: (change: Partial<UsageState>) => void
}

/** First and last day; both are ahead of the address while they are typed. */
export function CustomRangeFields({ from, to, today, onChange }: CustomRangeFieldsProps) {
  const [first, setFirst] = useTypedText(
    from,
    useCallback((day: string) => onChange({ from: day, zoom: '' }), [onChange]),
  )
  const [last, setLast] = useTypedText(
    to,
    useCallback((day: string) => onChange({ to: day, zoom: '' }), [onChange]),
  )
  const problem = customRangeProblem({ from: first, to: last })
  return (
    <div className={classes.days}>
      <TextInput
        type="date"
        label="First day"
        value={first}
        max={today}
        error={problem}
        onChange={(event) => setFirst(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label="Last day"
        value={last}
        max={today}
        error={problem !== undefined}
        onChange={(event) => setLast(event.currentTarget.value)}
      />
    </div>
  )
}
