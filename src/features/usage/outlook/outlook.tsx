import { addDays, type DayRange } from '#contract/calendar.ts'
import { formatDay } from '#src/lib/dates.ts'
import { columnFormat, formatCount } from '#src/lib/numbers.ts'
import type { Forecast, NoForecast } from './forecast.ts'
import { spellLimit } from './limit-form.ts'
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
          Forecast for {last}: <ForecastNumbers used={used} forecast={known} />.{' '}
          {limit !== undefined && crossingSentence(known, limit)}
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

/** With as many decimals as what is used: it counts in whole units, or in parts of them. */
function ForecastNumbers({ used, forecast: { total, low, high } }: { used: number; forecast: Forecast }) {
  const format = columnFormat([used])
  const [lowest, highest] = [format(low), format(high)]
  return (
    <>
      <strong>{format(total)}</strong>
      {lowest !== highest && ` (${lowest} to ${highest})`}
    </>
  )
}

function crossingSentence({ crossing }: Forecast, limit: number): string {
  if (!crossing) return `The limit of ${spellLimit(limit)} is not reached in this period.`
  const day = formatDay(crossing.day)
  return crossing.by === 'used'
    ? `The limit of ${spellLimit(limit)} was reached on ${day}.`
    : `The limit of ${spellLimit(limit)} would be reached on ${day}.`
}

/** Rounded down: what is not reached is less than 100%. */
function percentOf(used: number, limit: number): string {
  // Twelve digits are without the error of floats, which would take 0.29 of 1 for less than 29%.
  const percent = Math.floor(Number(((100 * used) / limit).toPrecision(12)))
  if (percent === 0 && used > 0) return 'Less than 1%'
  return `${formatCount(used < limit ? Math.min(percent, 99) : percent)}%`
}

/** What is used, and what is expected, of the limit. */
function LimitBar({ used, expected, limit }: { used: number; expected: number | undefined; limit: number }) {
  const whole = Math.max(limit, used, expected ?? 0)
  const share = (value: number) => `${(100 * value) / whole}%`
  const sentence = `${percentOf(used, limit)} of the limit of ${spellLimit(limit)} used`
  return (
    <div className={classes.limit} data-state={used >= limit ? 'over' : 'within'}>
      <p>{sentence}</p>
      <div className={classes.limitBar} aria-hidden>
        {expected !== undefined && <div className={classes.limitExpected} style={{ width: share(expected) }} />}
        <div className={classes.limitUsed} style={{ width: share(used) }} />
        <div className={classes.limitMark} style={{ left: share(limit) }} />
      </div>
    </div>
  )
}
