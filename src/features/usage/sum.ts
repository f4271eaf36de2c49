// Values are up to 1e15, so as millionths they can be more than the integers that a number holds. Whole parts and what is
// left of them are added apart: the first are exact, and the rest is so small that its drift is lost in rounding.
const MILLIONTHS = 1e6

function wholesOf(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += Math.floor(value)
  return total
}

/** What the values have beside their whole parts, rounded once: many that are less than a millionth may be several. */
function millionthsOf(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += (value - Math.floor(value)) * MILLIONTHS
  return Math.round(total)
}

/** The nearest number; a single division rounds once, where that many millionths are still exact. */
function toNumber(wholes: number, millionths: number): number {
  const all = wholes * MILLIONTHS + millionths
  return Number.isSafeInteger(all) ? all / MILLIONTHS : wholes + millionths / MILLIONTHS
}

/** To the nearest millionth, where a number of that size has millionths. */
export const sum = (values: readonly number[]) => toNumber(wholesOf(values), millionthsOf(values))

/** To the nearest millionth; of no values it is no number. */
export function mean(values: readonly number[]): number {
  const wholes = wholesOf(values)
  const remainder = wholes % values.length
  const millionths = (remainder * MILLIONTHS + millionthsOf(values)) / values.length
  return toNumber((wholes - remainder) / values.length, Math.round(millionths))
}
