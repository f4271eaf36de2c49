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
