import { addDays, type DayRange } from '#contract/calendar.ts'
import { formatDay } from '#src/lib/dates.ts'
import { formatNumber } from '#src/lib/numbers.ts'
import type { Forecast, NoForecast } from './forecast.ts'
import classes from './outlook.module.css'

interface OutlookProps {
  period: DayRange
  used: number
  /** Undefined where the period is over. */
  forecast: Forecast | NoForecast | undefined
  limit: number | undefined
}

/** Where the period is heading: its forecast, and how that and what is used stand to the limit. */
export function Outlook({ period, used, forecast, limit }: OutlookProps) {
  const known = forecast && 'total' in forecast ? forecast : undefined
  const last = formatDay(addDays(period.end, -1))
  return (
    <div className={classes.outlook}>
      {limit !== undefined && <LimitBar used={used} expected={known?.total} limit={limit} />}
      {known && (
        <p>
          Forecast for {last}: <strong>{formatNumber(Math.round(known.total))}</strong>
          {known.high > known.low &&
            ` (${formatNumber(Math.round(known.low))} to ${formatNumber(Math.round(known.high))})`}
          . {limit !== undefined && crossingSentence(known, limit)}
        </p>
      )}
      {!known && limit !== undefined && used >= limit && <p>The limit was reached in this period.</p>}
      {forecast && (
        <details className={classes.why}>
          <summary>{known ? 'How this is forecast' : 'Why there is no forecast'}</summary>
          {'method' in forecast ? forecast.method : forecast.reason}
        </details>
      )}
    </div>
  )
}

function crossingSentence({ crossing }: Forecast, limit: number): string {
  if (!crossing) return `The limit of ${formatNumber(limit)} is not reached in this period.`
  const day = formatDay(crossing.day)
  return crossing.by === 'used'
    ? `The limit of ${formatNumber(limit)} was reached on ${day}.`
    : `The limit of ${formatNumber(limit)} would be reached on ${day}.`
}

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 })

/** What is used, and what is expected, of the limit. */
function LimitBar({ used, expected, limit }: { used: number; expected: number | undefined; limit: number }) {
  const whole = Math.max(limit, used, expected ?? 0)
  const share = (value: number) => `${(100 * value) / whole}%`
  const sentence = `${percent.format(used / limit)} of the limit of ${formatNumber(limit)} used`
  return (
    <div className={classes.limit} data-state={used >= limit ? 'over' : (expected ?? 0) >= limit ? 'near' : 'within'}>
      <p>{sentence}</p>
      <div className={classes.limitBar} aria-hidden>
        {expected !== undefined && <div className={classes.limitExpected} style={{ width: share(expected) }} />}
        <div className={classes.limitUsed} style={{ width: share(used) }} />
        <div className={classes.limitMark} style={{ left: share(limit) }} />
      </div>
    </div>
  )
}
