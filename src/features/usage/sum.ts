// Values have at most six decimals and are at most 1e15: as millionths they can be more than the integers that a number
// holds. So whole parts and millionths are added apart, each as integers, which do not drift.
const MILLIONTHS = 1e6

function wholesOf(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += Math.floor(value)
  return total
}

function millionthsOf(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += Math.floor((value - Math.floor(value)) * MILLIONTHS + 0.5)
  return total
}

/** The nearest number; a single division rounds once, where that many millionths are still exact. */
function toNumber(wholes: number, millionths: number): number {
  const all = wholes * MILLIONTHS + millionths
  return Number.isSafeInteger(all) ? all / MILLIONTHS : wholes + millionths / MILLIONTHS
}

export const sum = (values: readonly number[]) => toNumber(wholesOf(values), millionthsOf(values))

/** To the nearest millionth; of no values it is no number. */
export function mean(values: readonly number[]): number {
  const wholes = wholesOf(values)
  const remainder = wholes % values.length
  const millionths = (remainder * MILLIONTHS + millionthsOf(values)) / values.length
  return toNumber((wholes - remainder) / values.length, Math.round(millionths))
}
