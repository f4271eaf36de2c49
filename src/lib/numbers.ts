const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** `12,345`, rounded to a whole number. */
export function formatCount(value: number): string {
  return whole.format(value)
}

/** `12,345.67`: at most two decimals. */
export function formatNumber(value: number): string {
  return decimal.format(value)
}

/** `1.2K`, for axes and narrow places. */
export function formatCompact(value: number): string {
  return compact.format(value)
}

const MOST_DECIMALS = 6

/** Writes all numbers of a column alike, with as many decimals as the one that has most of them, at most six. */
export function columnFormat(values: Iterable<number>): (value: number) => string {
  let decimals = 0
  for (const value of values) {
    if (Number.isInteger(value)) continue
    while (decimals < MOST_DECIMALS && Number(value.toFixed(decimals)) !== value) decimals += 1
    if (decimals === MOST_DECIMALS) break
  }
  const format = new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  return (value) => format.format(value)
}
