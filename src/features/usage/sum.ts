/** Sums in integers where it can: values have few decimals, and adding floats one by one drifts. */
const MILLIONTHS = 1e6

const inMillionths = (values: readonly number[]) => values.reduce((total, value) => total + value * MILLIONTHS, 0)

export const sum = (values: readonly number[]) => Math.round(inMillionths(values)) / MILLIONTHS

/** To the nearest millionth; of no values it is no number. */
export const mean = (values: readonly number[]) => Math.round(inMillionths(values) / values.length) / MILLIONTHS
